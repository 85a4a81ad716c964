"""The Python side of the benchmark: answers one JSON line with another, timing itself.

numpy, numexpr and numba are used where they are installed; CPython's multiprocessing.Pool always.
"""
import json
import math
import os
import platform
import sys
import time
from multiprocessing import Pool

try:
    import numpy
except ImportError:
    numpy = None
try:
    import numexpr
except ImportError:
    numexpr = None
try:
    import numba
except ImportError:
    numba = None

CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()

contenders = {}
"""name -> workload -> function of (x, out)"""

if numpy is not None:

    def numpy_sqrt(x, out):
        numpy.sqrt(x, out=out)
        numpy.multiply(out, 2, out=out)
        numpy.add(out, 1, out=out)

    def numpy_sinexp(x, out):
        numpy.multiply(numpy.sin(x), numpy.exp(-x / 10), out=out)

    contenders["numpy, out"] = {"sqrt": numpy_sqrt, "sinexp": numpy_sinexp}

if numpy is not None and numexpr is not None:
    numexpr.set_num_threads(CORES)
    contenders[f"numexpr, {CORES} threads, out"] = {
        "sqrt": lambda x, out: numexpr.evaluate("sqrt(x)*2+1", out=out),
        "sinexp": lambda x, out: numexpr.evaluate("sin(x)*exp(-x/10)", out=out),
    }

if numpy is not None and numba is not None:
    numba.set_num_threads(min(CORES, numba.config.NUMBA_NUM_THREADS))

    @numba.njit
    def one_sqrt(x, out):
        for i in range(x.size):
            out[i] = math.sqrt(x[i]) * 2 + 1

    @numba.njit
    def one_sinexp(x, out):
        for i in range(x.size):
            out[i] = math.sin(x[i]) * math.exp(-x[i] / 10)

    @numba.njit(parallel=True)
    def all_sqrt(x, out):
        for i in numba.prange(x.size):
            out[i] = math.sqrt(x[i]) * 2 + 1

    @numba.njit(parallel=True)
    def all_sinexp(x, out):
        for i in numba.prange(x.size):
            out[i] = math.sin(x[i]) * math.exp(-x[i] / 10)

    contenders["numba njit, out"] = {"sqrt": one_sqrt, "sinexp": one_sinexp}
    contenders[f"numba prange, {CORES} threads, out"] = {"sqrt": all_sqrt, "sinexp": all_sinexp}

arrays = {}


def data(n):
    if n not in arrays:
        arrays.clear()
        x = numpy.random.default_rng(1).random(n) * 100
        arrays[n] = (x, numpy.empty_like(x))
    return arrays[n]


def timed(call, count):
    start = time.perf_counter()
    for _ in range(count):
        call()
    return (time.perf_counter() - start) * 1e3 / count


def answer(request, pool):
    if request["ask"] == "hello":
        found = {"python": platform.python_version()}
        for module in (numpy, numexpr, numba):
            if module is not None:
                found[module.__name__] = module.__version__
        return {"versions": found, "contenders": list(contenders)}
    if request["ask"] == "pool":
        return {"ms": timed(lambda: pool.map(math.sqrt, range(100)), request["count"])}
    run = contenders[request["name"]][request["workload"]]
    x, out = data(request["n"])
    return {"ms": timed(lambda: run(x, out), request["count"])}


if __name__ == "__main__":
    with Pool(2) as crew:
        for line in sys.stdin:
            print(json.dumps(answer(json.loads(line), crew)), flush=True)
