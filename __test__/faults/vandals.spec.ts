/** Tasks that break what is around them: their own worker may go, the pool does not. */
import { describe, expect } from 'vitest'
import { MATRIX, runAll, SIZES, sleep, type Task, withPool } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

/** Each does its harm for the item 1 and returns the item. */
const vandals: readonly (readonly [string, Task])[] = [
  [
    'closes parentPort',
    (x: number) => {
      if (x === 1) process.getBuiltinModule('node:worker_threads').parentPort?.close()
      return x
    },
  ],
  [
    'removes all listeners of its process and of parentPort',
    (x: number) => {
      if (x !== 1) return x
      process.removeAllListeners()
      process.getBuiltinModule('node:worker_threads').parentPort?.removeAllListeners()
      return x
    },
  ],
  [
    'takes the exit handlers away and exits',
    (x: number) => {
      if (x !== 1) return x
      process.removeAllListeners('exit')
      process.exit(3)
    },
  ],
  [
    'empties the globals',
    (x: number) => {
      if (x !== 1) return x
      for (const name of Object.getOwnPropertyNames(globalThis))
        if (name !== 'globalThis') Reflect.deleteProperty(globalThis, name)
      return x
    },
  ],
  [
    'breaks the prototypes',
    (x: number) => {
      if (x !== 1) return x
      const broken = (): never => {
        throw new Error('broken')
      }
      for (const proto of [Array.prototype, Map.prototype, Promise.prototype, Function.prototype])
        for (const name of Reflect.ownKeys(proto)) {
          if (name === 'constructor' || name === 'length' || name === 'name') continue
          Reflect.defineProperty(proto, name, { value: broken, configurable: true, writable: true })
        }
      return x
    },
  ],
  [
    'breaks Atomics and MessagePort',
    (x: number) => {
      if (x !== 1) return x
      const { MessagePort } = process.getBuiltinModule('node:worker_threads')
      MessagePort.prototype.postMessage = () => {}
      Object.assign(Atomics, { load: () => -1, store: () => -1, compareExchange: () => -1 })
      return x
    },
  ],
  [
    'puts setters and values on Object.prototype',
    (x: number) => {
      if (x !== 1) return x
      for (const name of ['type', 'value', 'slot', 'sequence', 'done', 'values', 'failures'])
        Object.defineProperty(Object.prototype, name, {
          configurable: true,
          get: () => 'polluted',
          set() {
            throw new Error('polluted')
          },
        })
      return x
    },
  ],
  [
    'makes process.exit and process.on do nothing',
    (x: number) => {
      if (x !== 1) return x
      process.exit = (() => {}) as never
      process.on = (() => process) as never
      process.emit = (() => true) as never
      return x
    },
  ],
  [
    'freezes what it finds',
    (x: number) => {
      if (x !== 1) return x
      for (const value of [
        Object.prototype,
        Array.prototype,
        Promise.prototype,
        globalThis.process,
      ])
        Object.freeze(value)
      return x
    },
  ],
]

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  for (const [what, task] of vandals)
    fault(`row 11: a task that ${what}`, 2000, () =>
      withPool(size, async (pool) => {
        const items = [0, 1, 2, 3, 4, 5]
        const { values, errors } = await runAll(pool, way, task, items)
        // The items right or an error each, nothing wrong and nothing missing.
        for (const { error } of errors) expect(error).toBeInstanceOf(Error)
        if (way === 'imapUnordered') for (const value of values) expect(items).toContain(value)
        else for (const [i, value] of values.entries()) expect([undefined, i]).toContain(value)
        if (way === 'map') expect(errors.length === 1 || values.length === items.length).toBe(true)
        else
          expect(values.filter((value) => value !== undefined).length + errors.length).toBe(
            items.length,
          )
        // What a broken worker fails is its own; it may fail several.
        for (let tries = 0; tries < 20; tries++) {
          const ok = await pool.map((x: number) => x, [1, 2]).catch(() => undefined)
          if (ok !== undefined) break
          await sleep(10)
        }
      }),
    )
})

describe.each(SIZES)('%i workers', (size) => {
  fault('row 11: what a thread may not do is an error of the task', 2000, () =>
    withPool(size, async (pool) => {
      await expect(pool.apply(() => process.chdir('/'))).rejects.toMatchObject({
        code: 'ERR_WORKER_UNSUPPORTED_OPERATION',
      })
      await expect(pool.apply(() => process.abort())).rejects.toMatchObject({
        code: 'ERR_WORKER_UNSUPPORTED_OPERATION',
      })
      await expect(pool.apply(() => process.setuid?.(0))).rejects.toThrow()
    }),
  )
})

fault(
  'row 11: process.kill of its own process ends all of it, as the signal says',
  3000,
  async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const ended = await faultChild(
        `const pool = new numpool.Pool(2, { engine: 'workers' })
      await pool.map((x) => { if (x === 1) process.kill(process.pid, '${signal}'); return new Promise(() => {}) }, [1, 2, 3])`,
      )
      expect(ended).toMatchObject({ code: null, signal })
    }
  },
)
