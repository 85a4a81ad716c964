// What a pool costs around its tasks, each in fresh processes: from nothing to the first result, idle, and with a long queue.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { median } from '../lib/measure.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** Import, a pool of two, one task, end: as short as each package allows. */
const COLD = {
  numpool: `import { Pool } from '../../index.mjs'
const pool = new Pool(2, { engine: 'workers' })
console.log(await pool.apply((x) => x * 2, [21]))
await pool.terminate()`,
  'numpool, closed and joined': `import { Pool } from '../../index.mjs'
const pool = new Pool(2, { engine: 'workers' })
console.log(await pool.apply((x) => x * 2, [21]))
pool.close()
await pool.join()`,
  piscina: `import { Piscina } from 'piscina'
const pool = new Piscina({ filename: new URL('./by-export.mjs', import.meta.url).href, minThreads: 1, maxThreads: 2 })
console.log(await pool.run(21))
await pool.destroy()`,
  tinypool: `import { Tinypool } from 'tinypool'
const pool = new Tinypool({ filename: new URL('./by-export.mjs', import.meta.url).href, minThreads: 1, maxThreads: 2 })
console.log(await pool.run(21))
await pool.destroy()`,
}

function wall(file) {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
  if (status !== 0 || stdout.trim() !== '42') throw new Error(`${file}: ${stdout}${stderr}`)
  return performance.now() - start
}

/** Milliseconds of the whole program, by package. */
function cold(rounds) {
  const files = Object.entries(COLD).map(([name, code], i) => {
    const file = `${HERE}cold-${i}.tmp.mjs`
    writeFileSync(file, code)
    return { name, file, times: [] }
  })
  try {
    for (let round = 0; round < rounds; round++)
      for (const { file, times } of files) times.push(wall(file))
  } finally {
    for (const { file } of files) rmSync(file)
  }
  return Object.fromEntries(files.map(({ name, times }) => [name, median(times)]))
}

function told(code) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--input-type=module', '-e', code],
    { cwd: HERE, encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

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

export function life(rounds) {
  return { cold: cold(rounds), idle: told(IDLE), queue: told(QUEUE), million: told(MILLION) }
}
