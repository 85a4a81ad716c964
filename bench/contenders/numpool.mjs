// numpool: every way to ask for the same array.
import { kernel, Pool } from '../../index.mjs'
import { WORKLOADS } from '../lib/workloads.mjs'

export const SYNC_OUT = 'numpool mapSync with out'
export const SYNC_KERNEL_OUT = 'numpool mapSync(kernel) with out'
export const SYNC_CAPTURES_OUT = 'numpool mapSync(kernel with captures) with out'
export const ASYNC_SHARED = 'numpool await map, shared input'

export function startNumpool() {
  return new Pool()
}

export function numpoolContenders(pool, { workload, input, output, shared }) {
  const { fn, captured } = WORKLOADS[workload]
  const prepared = kernel(fn)
  const withCaptures = kernel(captured.fn, { captures: captured.captures })
  let last
  const keep = (value) => {
    last = value
  }
  const sync = (name, run) => ({ name, sync: true, run, result: () => last })
  const awaited = (name, run) => ({ name, run: async () => keep(await run()), result: () => last })
  return [
    sync(SYNC_OUT, () => keep(pool.mapSync(fn, input, { out: output }))),
    sync(SYNC_KERNEL_OUT, () => keep(pool.mapSync(prepared, input, { out: output }))),
    sync(SYNC_CAPTURES_OUT, () => keep(pool.mapSync(withCaptures, input, { out: output }))),
    sync('numpool mapSync', () => keep(pool.mapSync(fn, input))),
    awaited('numpool await map', () => pool.map(fn, input)),
    awaited(ASYNC_SHARED, () => pool.map(fn, shared)),
    awaited('numpool await map(kernel), shared input', () => pool.map(prepared, shared)),
    awaited('numpool await map, on workers', () => pool.map(fn, shared, { engine: 'workers' })),
  ]
}
