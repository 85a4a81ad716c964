// The inputs that `npm run exactness` compares on: from a seed, of every kind that a Math function may treat on a path of
// its own. Made in place, block after block, with integer and exact operations only, so that every engine sees the same.
import { random } from '../lib/random.mjs'

/** The bounds of domains and ranges, and where fdlibm's algorithms change branch. */
// biome-ignore format: a list
const SPECIALS = [
  0, 1, 2, 0.5, 1.5, 3, 4, 10, 1 / 3, NaN, Infinity, 5e-324, 2.225073858507201e-308, 2.2250738585072014e-308,
  1.7976931348623157e308, 0.49999999999999994, 0.3, 0.4375, 0.6744, 0.6875, 0.78125, 0.7853981633974483, 0.975, 1.1875,
  2.4375, 0.34657359027997264, 1.0397207708399179, 0.41421356237309503, 0.2928932188134524, Math.SQRT1_2,
  Math.SQRT2, 2.356194490192345, 1.5707963267948966, 22, 28, 56, 38.816242110884, 708, 709.782712893384,
  710.4758600739439, 745.1332191019412, 823549.6645826427, 2 ** -27, 2 ** -28, 2 ** -29, 2 ** -54, 2 ** -57, 2 ** 28,
  2 ** 53, 2 ** 60, 2 ** 66, 1e22, 4503599627370496, 9007199254740991, 2147483648, 4294967296, 65504, 65520, 1e300,
]

const HALF_PI = 1.5707963267948966
const HALF_LN2 = 0.34657359027997264

/** What a report calls the kinds. */
export const KINDS =
  'uniform in ±1, ±10 and ±750; log-uniform 2^±60; whole and half numbers; multiples of π/2 and of ln2/2 with their ' +
  'neighbours; numbers close to ±1; powers of two over the whole range with their neighbours; subnormal; random bits; ' +
  'special values and the bounds of algorithms, with their neighbours'

/**
 * A source of blocks of arguments.
 *
 * @param {number} seed
 * @param {{ subnormals: boolean }} options without subnormals their place is taken by the smallest normal numbers
 */
export function inputs(seed, { subnormals }) {
  const next = random(seed)
  /** Fills first arguments `x` and second ones `y` (as long as `x`). */
  return (x, y) => {
    const first = writer(x, next)
    for (let i = 0; i < x.length; i++) first(i, next() % 16)
    const second = writer(y, next)
    for (let i = 0; i < y.length; i++) {
      const kind = next() % 10
      // Around the first argument: what atan2, hypot, % and comparisons care about.
      if (kind === 9) second.near(i, x[i] * (next() & 1 ? 1 : -1))
      else second(i, kind < 3 ? 2 : kind < 5 ? 5 : next() % 16)
    }
    if (!subnormals) for (const values of [x, y]) raiseSubnormals(values)
  }
}

/** Writes values of any kind into an array. */
function writer(array, next) {
  const words = new Uint32Array(array.buffer, array.byteOffset, 2 * array.length)
  const bits = (i, high, low) => {
    words[2 * i] = low
    words[2 * i + 1] = high
  }
  /** Any sign and significand with this biased exponent. */
  const scaled = (i, exponent) => bits(i, (next() & 0x800fffff) | (exponent << 20), next())
  /** In (-scale, scale). */
  const uniform = (i, scale) => {
    scaled(i, 1023)
    array[i] = (array[i] < 0 ? array[i] + 1 : array[i] - 1) * scale
  }
  /** Up to three steps away, in either direction. */
  const near = (i, value) => {
    array[i] = value
    const low = words[2 * i]
    const step = (next() % 7) - 3
    const moved = (low + step) >>> 0
    if (step > 0 && moved < low) words[2 * i + 1]++
    if (step < 0 && moved > low) words[2 * i + 1]--
    words[2 * i] = moved
  }
  const write = (i, kind) => {
    switch (kind) {
      case 0:
      case 1:
        return uniform(i, 1)
      case 2:
        return uniform(i, 10)
      case 3:
        return uniform(i, 750)
      case 4:
        return scaled(i, 963 + (next() % 120))
      case 5:
        array[i] = next() & 1 ? ((next() % 4001) - 2000) / 2 : next() | 0
        return
      case 6:
        return near(i, ((next() % 129) - 64) * HALF_PI)
      case 7:
        return near(i, (next() >> (next() % 32)) * HALF_PI)
      case 8:
        return near(i, ((next() % 4201) - 2100) * HALF_LN2)
      case 9:
        // 1 ± 2^-1 … 2^-53, either sign.
        scaled(i, 1022 - (next() % 53))
        array[i] += next() & 1 ? 1 : -1
        return
      case 10: {
        const high = ((next() & 0x800) | (next() % 2047)) << 20
        bits(i, high, 0)
        return near(i, array[i])
      }
      case 11:
        return bits(i, next() & 0x800fffff, next() >>> (next() % 32))
      case 12:
      case 13:
        return bits(i, next(), next())
      default: {
        const special = SPECIALS[next() % SPECIALS.length]
        array[i] = next() & 1 ? special : -special
        if (kind === 15) near(i, array[i])
      }
    }
  }
  return Object.assign(write, { near })
}

/** By the bits: a thread that flushes subnormal numbers takes them for 0. */
function raiseSubnormals(values) {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  for (let i = 0; i < words.length; i += 2) {
    const high = words[i + 1]
    if ((high & 0x7ff00000) === 0 && ((high & 0xfffff) | words[i]) !== 0)
      words[i + 1] = high | 0x00100000
  }
}
