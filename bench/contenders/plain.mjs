// JavaScript alone, on one thread: the hand-written loop that everything is measured against, and the built-in `map`.
import { WORKLOADS } from '../lib/workloads.mjs'

export const LOOP = 'plain JS loop'
export const TYPED_MAP = 'TypedArray.map'

export function plainContenders({ workload, input, output }) {
  const { fn, loop } = WORKLOADS[workload]
  let last
  return [
    {
      name: LOOP,
      sync: true,
      run: () => loop(input, output, 0, input.length),
      result: () => output,
    },
    {
      name: TYPED_MAP,
      sync: true,
      run() {
        last = input.map(fn)
      },
      result: () => last,
    },
  ]
}
