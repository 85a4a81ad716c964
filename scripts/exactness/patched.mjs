// Replaced functions: no native code may stand for them, and the pool gives what the replacement gives.
import { compare } from './compare.mjs'
import { taskOf } from './functions.mjs'
import { inputs } from './inputs.mjs'

/** Enough to see that the replacement ran: these items run on workers or are refused. */
const FEW = 1000

/** Replaces each function in turn; a difference is a call that ran natively all the same, or another result. */
export async function refusals(numpool, pool, subjects, { seed }) {
  const fill = inputs(seed, { subnormals: true })
  const [x, y] = [new Float64Array(FEW), new Float64Array(FEW)]
  fill(x, y)
  const rows = []
  for (const subject of subjects)
    if (subject.math !== undefined) rows.push(await refusal(numpool, pool, subject, x, y))
  return rows
}

async function refusal(numpool, pool, subject, x, y) {
  const { name, math, arity } = subject
  const task = taskOf(subject)
  const row = { name, provider: 'workers', count: FEW, differences: 0, examples: [], live: 0 }
  const original = Math[math]
  // Once unpatched, so that a kernel stands ready which must not be used.
  const run = (options) =>
    arity === 1
      ? pool.map(task, x, { ...options, dtype: 'float64' })
      : pool.starmap(task, numpool.zip(x, y), { ...options, dtype: 'float64' })
  await run({ engine: 'native' })
  // Another function for some of the inputs only: who replaces Math.max altogether breaks the pool's own arithmetic.
  Math[math] = function replacement(...args) {
    const value = original.apply(Math, args)
    return args[0] > 1e15 || args[0] < -1e15 ? value + 1 : value
  }
  try {
    if (numpool.explain(task).engine === 'native') row.examples.push('explain says native')
    const refused = await run({ engine: 'native' }).then(
      () => false,
      (error) => error.code === 'ERR_NUMPOOL_NOT_NATIVE',
    )
    if (!refused) row.examples.push('engine: native was not refused')
    const want = Float64Array.from(x, (value, i) => task(value, y[i]))
    row.differences += compare(Float64Array.from(await run({})), want, () => {})
  } finally {
    Math[math] = original
  }
  row.differences += row.examples.length
  return row
}
