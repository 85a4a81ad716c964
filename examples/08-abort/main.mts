// Four ways to stop: a signal, a limit for the whole call, a limit for each item, and `cancel`.
import { Pool, range } from 'numpool'

const wait = (ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms))
const forever = () => {
  for (;;);
}

const pool = new Pool(2)

// A signal: the result rejects with its reason at once, and what runs is stopped.
const controller = new AbortController()
const aborted = pool.map(wait, Array(1000).fill(60_000), { signal: controller.signal })
setTimeout(() => controller.abort(new Error('the user went away')), 50)
await aborted.catch((error: Error) => console.log(`signal: ${error.message}`))

// A limit for the whole call, the time in the queue included. It stops an endless loop as well.
await pool
  .apply(forever, [], { timeout: 100 })
  .catch((error) => console.log(`timeout: ${error.code}`))

// A limit for each item: the one that takes too long fails, the others do not.
const outcomes = await pool.map(wait, [1, 60_000, 2], { taskTimeout: 500, onError: 'collect' })
for (const [i, outcome] of outcomes.entries()) {
  const what = outcome.status === 'fulfilled' ? outcome.value : outcome.reason.code
  console.log(`item ${i}: ${what}`)
}

// By hand. Other calls are not disturbed.
const slow = pool.apply(wait, [60_000])
const quick = pool.map((x) => `${x}`, range(3))
slow.cancel('no longer needed')
await slow.catch((error) => console.log(`cancel: ${error.cause}`))
console.log(`others: ${(await quick).join(' ')}`)
