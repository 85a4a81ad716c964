// How soon a running job ends when it is stopped, and how soon a short one begins beside a long one.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { setTimeout as wait } from 'node:timers/promises'
import { samples } from '../lib/workloads.mjs'

const ABORTS = 200
const ENDS = 'numpool:native:asyncEnd'
const table = samples(1024)

/** Each would run for minutes. */
const LOOPS = {
  uniform: (x) => {
    for (let i = 0; i < 1e9; i++) x = 3.7 * x * (1 - x)
    return x
  },
  divergent: (x) => {
    let n = 0
    while (n < 1e9 + x) n++
    return n
  },
  table: (x) => {
    for (let i = 0; i < 1e9; i++) x += table[i & 1023]
    return x
  },
  'Math-heavy': (x) => {
    for (let i = 0; i < 1e9; i++) x = Math.sin(x) + Math.exp(-x)
    return x
  },
}

const input = samples(1e5)

async function abortOnce(pool, fn) {
  const controller = new AbortController()
  const ended = nextEnd()
  const result = pool.map(fn, input, { engine: 'native', signal: controller.signal })
  result.catch(() => {})
  await wait(2 + Math.random() * 5)
  const start = performance.now()
  controller.abort()
  await result.catch(() => {})
  // The call is rejected at once; its job ends when the threads have left it.
  return (await ended) - start
}

/** When the next native job ends. */
function nextEnd() {
  return new Promise((resolve) => {
    const listener = () => {
      unsubscribe(ENDS, listener)
      resolve(performance.now())
    }
    subscribe(ENDS, listener)
  })
}

/** Milliseconds from abort until no thread works on it any more, of each loop; undefined for one that is not native. */
export async function aborts(pool, explain) {
  const times = {}
  for (const [name, fn] of Object.entries(LOOPS)) {
    if (explain(fn).engine !== 'native') continue
    times[name] = []
    for (let i = 0; i < ABORTS; i++) times[name].push(await abortOnce(pool, fn))
  }
  return times
}

/** Milliseconds that a short job takes while one of ten seconds runs, each time anew; undefined when that is not native. */
export async function besideLong(pool, explain) {
  if (explain(LOOPS.uniform).engine !== 'native') return undefined
  const controller = new AbortController()
  const long = pool.map(LOOPS.uniform, input, { engine: 'native', signal: controller.signal })
  long.catch(() => {})
  const small = input.subarray(0, 1000)
  const times = []
  for (let i = 0; i < 50; i++) {
    await wait(20)
    const start = performance.now()
    await pool.map((x) => x + 1, small, { engine: 'native' })
    times.push(performance.now() - start)
  }
  controller.abort()
  await long.catch(() => {})
  return times
}
