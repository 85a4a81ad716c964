"""The kernels of bench/kernels/rows.mjs in numba, on all cores: answers one JSON line with another, timing itself.

Numbers come and go as files of float64, named by the folder that is the only argument.
"""
import json
import math
import os
import platform
import sys
import time

import numba
import numpy
from numba import njit, prange

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
numba.set_num_threads(min(CORES, numba.config.NUMBA_NUM_THREADS))

FOLDER = sys.argv[1]


def numbers(name):
    return numpy.fromfile(os.path.join(FOLDER, name))


SINE = numbers("sine")
PLACES = numbers("places")
HEIGHTS = numbers("heights")


@njit(parallel=True)
def root(x, out):
    for i in prange(x.size):
        out[i] = math.sqrt(x[i]) * 2 + 1


@njit(parallel=True)
def polynomial(xs, out):
    for i in prange(xs.size):
        x = xs[i]
        a = ((((0.11 * x - 0.22) * x + 0.33) * x - 0.44) * x + 0.55) * x - 0.66
        out[i] = (((a * x + 0.77) * x - 0.88) * x + 0.99) * x - 1.1


@njit
def price(spot):
    deviation = 0.2 * math.sqrt(0.5)
    d1 = (math.log(spot / 100) + (0.02 + 0.02) * 0.5) / deviation
    d2 = d1 - deviation
    k1 = 1 / (1 + 0.2316419 * abs(d1))
    k2 = 1 / (1 + 0.2316419 * abs(d2))
    p1 = ((((1.330274429 * k1 - 1.821255978) * k1 + 1.781477937) * k1 - 0.356563782) * k1 + 0.31938153) * k1
    p2 = ((((1.330274429 * k2 - 1.821255978) * k2 + 1.781477937) * k2 - 0.356563782) * k2 + 0.31938153) * k2
    t1 = 0.3989422804014327 * math.exp(-0.5 * d1 * d1) * p1
    t2 = 0.3989422804014327 * math.exp(-0.5 * d2 * d2) * p2
    n1 = t1 if d1 < 0 else 1 - t1
    n2 = t2 if d2 < 0 else 1 - t2
    return spot * n1 - 100 * math.exp(-0.02 * 0.5) * n2


@njit(parallel=True)
def black_scholes(spots, out):
    for i in prange(spots.size):
        out[i] = price(spots[i])


@njit(parallel=True)
def haversine(degrees, out):
    for i in prange(degrees.size):
        lat = degrees[i] * (math.pi / 180)
        a = math.sin((lat - 0.9) / 2)
        b = math.sin((lat * 2 - 0.2) / 2)
        out[i] = 12742 * math.asin(math.sqrt(a * a + math.cos(lat) * 0.6216 * b * b))


@njit(parallel=True)
def logistic(xs, out):
    for i in prange(xs.size):
        x = xs[i]
        for _ in range(50):
            x = 3.7 * x * (1 - x)
        out[i] = x


@njit(parallel=True)
def mandelbrot(xs, out):
    for i in prange(xs.size):
        cx = xs[i]
        x = 0.0
        y = 0.0
        n = 0
        while n < 200 and x * x + y * y <= 4:
            x, y = x * x - y * y + cx, 2 * x * y + 0.1
            n += 1
        out[i] = n


@njit(parallel=True)
def interpolation(xs, out):
    for i in prange(xs.size):
        at = xs[i] * 1024
        k = int(math.floor(at))
        out[i] = SINE[k] + (SINE[k + 1] - SINE[k]) * (at - k)


@njit(parallel=True)
def integer_hash(xs, out):
    for i in prange(xs.size):
        h = numpy.uint32(xs[i])
        h = numpy.uint32((h ^ (h >> numpy.uint32(16))) * numpy.uint32(0x85EBCA6B))
        h = numpy.uint32((h ^ (h >> numpy.uint32(13))) * numpy.uint32(0xC2B2AE35))
        h = numpy.uint32((h ^ (h >> numpy.uint32(16))) * numpy.uint32(0x27D4EB2F))
        h = numpy.uint32((h ^ (h >> numpy.uint32(15))) * numpy.uint32(0x165667B1))
        h = numpy.uint32((h ^ (h >> numpy.uint32(14))) * numpy.uint32(0x9E3779B1))
        out[i] = h ^ (h >> numpy.uint32(16))


@njit(parallel=True)
def nearest(xs, out):
    for i in prange(xs.size):
        best = math.inf
        index = -1
        for k in range(PLACES.size):
            dx = PLACES[k] - xs[i]
            dy = HEIGHTS[k] - 50
            d = dx * dx + dy * dy
            if d < best:
                best = d
                index = k
        out[i] = index


KERNELS = {
    "root": root,
    "polynomial": polynomial,
    "black_scholes": black_scholes,
    "haversine": haversine,
    "logistic": logistic,
    "mandelbrot": mandelbrot,
    "interpolation": interpolation,
    "integer_hash": integer_hash,
    "nearest": nearest,
}


def answer(request):
    if request["ask"] == "hello":
        versions = {module.__name__: module.__version__ for module in (numpy, numba)}
        return {"versions": {"python": platform.python_version(), **versions}, "contenders": list(KERNELS)}
    run = KERNELS[request["name"]]
    if request["ask"] == "run":
        x = numbers("input")
        arrays[:] = [x, numpy.empty_like(x)]
        run(*arrays)
        arrays[1].tofile(os.path.join(FOLDER, "output"))
        return {}
    start = time.perf_counter()
    for _ in range(request["count"]):
        run(*arrays)
    return {"ms": (time.perf_counter() - start) * 1e3 / request["count"]}


arrays = []

if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)
