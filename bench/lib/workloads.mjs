// The two functions measured and their data. One number in, one number out, over a Float64Array.

/** A fixed sequence of values in [0, 100), the same in every run. */
export function samples(n) {
  const values = new Float64Array(n)
  let state = 0x9e3779b9
  for (let i = 0; i < n; i++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    values[i] = ((state >>> 0) / 2 ** 32) * 100
  }
  return values
}

/** Written out three times, so that each reader gets it as a person would write it for that reader. */
export const WORKLOADS = {
  sqrt: {
    title: 'sqrt(x)*2+1',
    fn: (x) => Math.sqrt(x) * 2 + 1,
    loop(input, output, lo, hi) {
      for (let i = lo; i < hi; i++) output[i] = Math.sqrt(input[i]) * 2 + 1
    },
    /** The same with two constants captured by name. */
    captured: { fn: (x) => Math.sqrt(x) * a + b, captures: { a: 2, b: 1 } },
  },
  sinexp: {
    title: 'sin(x)*exp(-x/10)',
    fn: (x) => Math.sin(x) * Math.exp(-x / 10),
    loop(input, output, lo, hi) {
      for (let i = lo; i < hi; i++) output[i] = Math.sin(input[i]) * Math.exp(-input[i] / 10)
    },
    captured: { fn: (x) => Math.sin(x) * Math.exp(-x / c), captures: { c: 10 } },
  },
}
