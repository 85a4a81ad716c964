// Random numbers that are the same everywhere.

/**
 * Uniform 32-bit integers.
 * Source: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), https://doi.org/10.18637/jss.v008.i14
 * (xorshift128).
 */
export function random(seed) {
  let [x, y, z, w] = [seed | 0, 362436069, 521288629, 88675123]
  return () => {
    const t = x ^ (x << 11)
    x = y
    y = z
    z = w
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8)
    return w >>> 0
  }
}
