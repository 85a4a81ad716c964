// What the tasks do, the same for every pool. `spin` is work of a fixed amount: a clock would give a disturbed thread less.
import { offset } from './settings.mjs'

export const double = (x) => x * 2
export const shift = (x) => x + offset
export const scoreOf = (item) => item.score + item.name.length
export const shout = (text) => `${text}!`
export const shoutAll = (texts) => texts.map(shout)

/** About 1 µs a step on a machine of 2024. */
export function spin(steps) {
  let state = steps | 1
  for (let i = 0; i < steps * 250; i++) state = (Math.imul(state, 1664525) + 1013904223) | 0
  return state
}

export const digits = (x) => String(x | 0).length

/** One worker's share of a Float64Array, as written by hand. */
export function digitsOver({ input, output, lo, hi }) {
  const from = new Float64Array(input)
  const to = new Float64Array(output)
  for (let i = lo; i < hi; i++) to[i] = digits(from[i])
}

/** The same over a clone. */
export function digitsOf(piece) {
  return piece.map(digits)
}
