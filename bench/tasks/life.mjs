// What a pool costs around its tasks, each in fresh processes: from nothing to the first result, idle, and with a long queue.
import { fileURLToPath } from 'node:url'
import { median } from '../lib/measure.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const COLD = fileURLToPath(new URL('./cold.mjs', import.meta.url))

/** Percent of one CPU that a pool with nothing to do takes. */
const IDLE = `import { Pool } from '../../index.mjs'
const pool = new Pool(2, { engine: 'workers' })
await pool.warmup()
for (let i = 0; i < 1000; i++) await pool.apply((x) => x, [i])
await new Promise((resolve) => setTimeout(resolve, 500))
const before = process.cpuUsage()
const start = performance.now()
await new Promise((resolve) => setTimeout(resolve, 3000))
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify((user + system) / 10 / (performance.now() - start)))
await pool.terminate()`

/** Bytes of heap that a queued task holds, its result and its argument included. */
const QUEUE = `import { Pool } from '../../index.mjs'
const pool = new Pool(1, { engine: 'workers' })
await pool.warmup()
const words = new Int32Array(new SharedArrayBuffer(4))
const gate = pool.applyAsync((words) => Atomics.wait(words, 0, 0), [words])
await new Promise((resolve) => setTimeout(resolve, 50))
gc()
const before = process.memoryUsage().heapUsed
const results = []
for (let i = 0; i < 1e5; i++) results.push(pool.applyAsync((x) => x, [i]))
await new Promise((resolve) => setTimeout(resolve, 50))
gc()
const each = (process.memoryUsage().heapUsed - before) / 1e5
Atomics.store(words, 0, 1)
Atomics.notify(words, 0)
const all = await Promise.all(results)
if (all.some((value, i) => value !== i)) throw new Error('a result is wrong')
console.log(JSON.stringify(each))
await pool.terminate()`

/** A million tasks, 2,000 a turn: how often each settled, and how long the event loop was held. */
const MILLION = `import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Pool } from '../../index.mjs'
const pool = new Pool(2, { engine: 'workers' })
await pool.warmup()
const count = 1e6
const settled = new Uint8Array(count)
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const start = performance.now()
let waiting = 0
let finish
const all = new Promise((resolve) => { finish = resolve })
let done = 0
for (let i = 0; i < count; ) {
  for (let k = 0; k < 2000; k++, i++) {
    const index = i
    pool.applyAsync((x) => x + 1, [index]).then((value) => {
      if (value !== index + 1) throw new Error('a result is wrong')
      settled[index]++
      if (++done === count) finish()
    })
  }
  await new Promise((resolve) => setImmediate(resolve))
}
await all
delay.disable()
console.log(JSON.stringify({
  exactlyOnce: settled.every((times) => times === 1),
  p99: delay.percentile(99) / 1e6,
  seconds: (performance.now() - start) / 1000,
}))
await pool.terminate()`

const three = (measure) => Array.from({ length: 3 }, measure)

/** The one with the median delay of three. */
function millions(told) {
  const runs = three(() => told(MILLION))
  const p99 = median(runs.map(({ p99 }) => p99))
  const { seconds } = runs.find((run) => run.p99 === p99)
  return { p99, seconds, exactlyOnce: runs.every(({ exactlyOnce }) => exactlyOnce) }
}

/** @param node - starts a process, gives what it prints */
export function life(node, rounds) {
  const told = (code) =>
    JSON.parse(node(['--expose-gc', '--input-type=module', '-e', code], { cwd: HERE }))
  return {
    cold: JSON.parse(node([COLD, rounds])),
    idle: median(three(() => told(IDLE))),
    queue: told(QUEUE),
    million: millions(told),
  }
}
