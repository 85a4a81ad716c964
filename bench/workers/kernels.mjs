// What a peer's worker does with its piece: the plain loop over a slice of shared memory, or over a cloned array.
import { WORKLOADS } from '../lib/workloads.mjs'

export function overShared({ workload, input, output, lo, hi }) {
  WORKLOADS[workload].loop(new Float64Array(input), new Float64Array(output), lo, hi)
}

export function overClone({ workload, piece }) {
  const output = new Float64Array(piece.length)
  WORKLOADS[workload].loop(piece, output, 0, piece.length)
  return output
}
