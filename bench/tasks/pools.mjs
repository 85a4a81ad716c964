// The pools of npm, each in the settings that are best for it on some row; a row counts the best of them.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { FixedThreadPool } from 'poolifier'
import { Tinypool } from 'tinypool'
import workerpool from 'workerpool'

export const THREADS = availableParallelism()
const file = (name) => fileURLToPath(new URL(`./${name}.mjs`, import.meta.url))
const threads = { minThreads: THREADS, maxThreads: THREADS }

function piscina(options) {
  const pool = new Piscina({ filename: file('by-export'), ...threads, ...options })
  return { call: (name, task) => pool.run(task, { name }), close: () => pool.destroy() }
}

function poolifier(options) {
  const pool = new FixedThreadPool(THREADS, file('poolifier'), options)
  return { call: (name, task) => pool.execute(task, name), close: () => pool.destroy() }
}

const POOLS = {
  'piscina, atomics sync': () => piscina({ atomics: 'sync' }),
  'piscina, atomics sync, 8 tasks a worker': () =>
    piscina({ atomics: 'sync', concurrentTasksPerWorker: 8 }),
  'piscina, atomics disabled, 8 tasks a worker': () =>
    piscina({ atomics: 'disabled', concurrentTasksPerWorker: 8 }),
  tinypool() {
    const pool = new Tinypool({ filename: file('by-export'), ...threads })
    return { call: (name, task) => pool.run(task, { name }), close: () => pool.destroy() }
  },
  workerpool() {
    const pool = workerpool.pool(file('workerpool'), {
      workerType: 'thread',
      minWorkers: 'max',
      maxWorkers: THREADS,
    })
    return { call: (name, task) => pool.exec(name, [task]), close: () => pool.terminate() }
  },
  poolifier: () => poolifier({}),
  'poolifier, tasks queue': () => poolifier({ enableTasksQueue: true }),
}

/** Starts the pools that are wanted: `{ name, call(function, task), close() }`. */
export function startPools(wanted = () => true) {
  return Object.entries(POOLS)
    .filter(([name]) => wanted(name))
    .map(([name, start]) => ({ name, ...start() }))
}
