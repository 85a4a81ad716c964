// Kernels that people write: one function of a number each, with what it captures, and the data it runs over.
import { samples } from '../lib/workloads.mjs'

const N = 1e6

/** Values in [low, high), the same in every run. */
export function between(low, high, n = N) {
  return samples(n).map((x) => low + (x / 100) * (high - low))
}

/** Tables, made once. */
const sine = Float64Array.from({ length: 1025 }, (_, i) => Math.sin((i / 1024) * 2 * Math.PI))
const places = samples(3000)
const heights = samples(6000).subarray(3000)

/** What the functions capture, by the names that numba.mjs tells Python. */
export const TABLES = { sine, places, heights }

/**
 * `numba` is the same function in contenders/kernels.py. `interpreted` is what the block machine alone must give, on one thread and on all,
 * over the plain loop; `compiled` what machine code on all threads must give over the plain loop and over numba on all cores.
 */
export const KERNELS = [
  {
    name: 'sqrt(x)*2+1',
    fn: (x) => Math.sqrt(x) * 2 + 1,
    input: between(0, 100),
    numba: 'root',
    compiled: { loop: 3.5, numba: 1 },
  },
  {
    name: 'polynomial, ten terms',
    fn: (x) => {
      const a = ((((0.11 * x - 0.22) * x + 0.33) * x - 0.44) * x + 0.55) * x - 0.66
      return (((a * x + 0.77) * x - 0.88) * x + 0.99) * x - 1.1
    },
    input: between(-1, 1),
    numba: 'polynomial',
    interpreted: { one: 1.5, all: 2.5 },
    compiled: { loop: 8, numba: 2.5 },
  },
  {
    name: 'Black–Scholes call price',
    fn: (spot) => {
      const root = 0.2 * Math.sqrt(0.5)
      const d1 = (Math.log(spot / 100) + (0.02 + 0.02) * 0.5) / root
      const d2 = d1 - root
      const k1 = 1 / (1 + 0.2316419 * Math.abs(d1))
      const k2 = 1 / (1 + 0.2316419 * Math.abs(d2))
      const p1 =
        ((((1.330274429 * k1 - 1.821255978) * k1 + 1.781477937) * k1 - 0.356563782) * k1 +
          0.31938153) *
        k1
      const p2 =
        ((((1.330274429 * k2 - 1.821255978) * k2 + 1.781477937) * k2 - 0.356563782) * k2 +
          0.31938153) *
        k2
      const t1 = 0.3989422804014327 * Math.exp(-0.5 * d1 * d1) * p1
      const t2 = 0.3989422804014327 * Math.exp(-0.5 * d2 * d2) * p2
      const n1 = d1 < 0 ? t1 : 1 - t1
      const n2 = d2 < 0 ? t2 : 1 - t2
      return spot * n1 - 100 * Math.exp(-0.02 * 0.5) * n2
    },
    input: between(50, 150),
    numba: 'black_scholes',
    interpreted: { all: 1.7 },
  },
  {
    name: 'haversine distance to one place',
    fn: (degrees) => {
      const lat = degrees * (Math.PI / 180)
      const a = Math.sin((lat - 0.9) / 2)
      const b = Math.sin((lat * 2 - 0.2) / 2)
      return 12742 * Math.asin(Math.sqrt(a * a + Math.cos(lat) * 0.6216 * b * b))
    },
    input: between(-90, 90),
    numba: 'haversine',
    interpreted: { all: 1.7 },
  },
  {
    name: 'logistic map, 50 iterations',
    fn: (x) => {
      for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x)
      return x
    },
    input: between(0, 1),
    numba: 'logistic',
    interpreted: { one: 1.5, all: 2.5 },
    compiled: { loop: 20, numba: 4 },
  },
  {
    name: 'Mandelbrot, at most 200, divergent',
    fn: (cx) => {
      let x = 0
      let y = 0
      let n = 0
      while (n < 200 && x * x + y * y <= 4) {
        const next = x * x - y * y + cx
        y = 2 * x * y + 0.1
        x = next
        n++
      }
      return n
    },
    input: between(-2, 1),
    numba: 'mandelbrot',
    interpreted: { one: 1.5, all: 2.5 },
    compiled: { loop: 12, numba: 5 },
  },
  {
    name: 'table interpolation',
    fn: (x) => {
      const at = x * 1024
      const i = Math.floor(at)
      return sine[i] + (sine[i + 1] - sine[i]) * (at - i)
    },
    captures: { sine },
    input: between(0, 1),
    numba: 'interpolation',
    interpreted: { one: 1.5, all: 2.5 },
    compiled: { loop: 3, numba: 1 },
  },
  {
    name: 'integer hash, five rounds',
    fn: (x) => {
      let h = x | 0
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
      h = Math.imul(h ^ (h >>> 16), 0x27d4eb2f)
      h = Math.imul(h ^ (h >>> 15), 0x165667b1)
      h = Math.imul(h ^ (h >>> 14), 0x9e3779b1)
      return (h ^ (h >>> 16)) >>> 0
    },
    input: between(0, 2 ** 31).map(Math.floor),
    numba: 'integer_hash',
    interpreted: { one: 1.5, all: 2.5 },
    compiled: { loop: 8, numba: 1.5 },
  },
  {
    name: 'nearest of 3,000 places, its index',
    fn: (x) => {
      let best = Infinity
      let index = -1
      for (let i = 0; i < places.length; i++) {
        const dx = places[i] - x
        const dy = heights[i] - 50
        const d = dx * dx + dy * dy
        if (d < best) {
          best = d
          index = i
        }
      }
      return index
    },
    captures: { places, heights },
    input: between(0, 100, 5000),
    numba: 'nearest',
    interpreted: { one: 1.5, all: 2.5 },
    compiled: { loop: 12, numba: 3 },
  },
]

let made = 0

/**
 * The loop that a person would write around the function. Each gets a copy of its own, as a loop that many functions have
 * gone through calls them through a pointer.
 */
export function loopOf(fn) {
  const text = `for (let i = 0; i < input.length; i++) output[i] = fn(input[i]) // ${made++}`
  return new Function('fn', `return (input, output) => { ${text}\n}`)(fn)
}
