/** Values that make trouble: thrown, returned, given. Each is an answer to its own item, and nothing else is disturbed. */
import { getEventListeners } from 'node:events'
import { describe, expect } from 'vitest'
import type { Pool } from '../../src/index'
import {
  expectOnly,
  MATRIX,
  type Outcome,
  runAll,
  SIZES,
  type Task,
  withPool,
} from './support/matrix'
import { fault } from './support/watchdog'

const items = [0, 1, 2, 3, 4, 5]
const BAD = 2

/** Thrown by the item 2. What comes is checked by the last element; without it, it is what was thrown. */
const thrown: readonly (readonly [string, Task, unknown])[] = [
  ['null', (x: number) => (x === 2 ? thrower(null) : x), null],
  ['undefined', (x: number) => (x === 2 ? thrower(undefined) : x), undefined],
  ['0', (x: number) => (x === 2 ? thrower(0) : x), 0],
  ['an empty string', (x: number) => (x === 2 ? thrower('') : x), ''],
  ['false', (x: number) => (x === 2 ? thrower(false) : x), false],
  ['a bigint', (x: number) => (x === 2 ? thrower(12n) : x), 12n],
  ['a registered symbol', (x: number) => (x === 2 ? thrower(Symbol.for('a')) : x), Symbol.for('a')],
  ['a symbol', (x: number) => (x === 2 ? thrower(Symbol('own')) : x), expect.any(Error)],
  ['a function', (x: number) => (x === 2 ? thrower(() => 1) : x), expect.any(Error)],
  [
    'a plain object',
    (x: number) => (x === 2 ? thrower({ a: 1 }) : x),
    expect.objectContaining({ a: 1 }),
  ],
  [
    'a frozen object',
    (x: number) => (x === 2 ? thrower(Object.freeze({ a: [1] })) : x),
    expect.objectContaining({ a: [1] }),
  ],
  [
    'a frozen error',
    (x: number) => (x === 2 ? thrower(Object.freeze(new RangeError('cold'))) : x),
    expect.objectContaining({ name: 'RangeError', message: 'cold' }),
  ],
  ['a Proxy', (x: number) => (x === 2 ? thrower(new Proxy({ a: 1 }, {})) : x), expect.anything()],
  [
    'a Proxy that throws at everything',
    (x: number) => {
      const trap = (): never => {
        throw new Error('trap')
      }
      const traps = { get: trap, has: trap, ownKeys: trap, getPrototypeOf: trap }
      return x === 2 ? thrower(new Proxy({}, { ...traps, getOwnPropertyDescriptor: trap })) : x
    },
    expect.any(Error),
  ],
  [
    'an AggregateError',
    (x: number) => (x === 2 ? thrower(new AggregateError([new TypeError('in'), 7], 'all')) : x),
    expect.objectContaining({
      name: 'AggregateError',
      message: 'all',
      errors: [expect.objectContaining({ name: 'TypeError', message: 'in' }), 7],
    }),
  ],
  [
    'an error whose stack is a getter that throws',
    (x: number) => {
      const error = Object.defineProperty(new Error('no stack'), 'stack', {
        get() {
          throw new Error('trap')
        },
      })
      return x === 2 ? thrower(error) : x
    },
    expect.objectContaining({ message: 'no stack' }),
  ],
  [
    'an error whose message and name are getters that throw',
    (x: number) => {
      const trap = {
        get(): never {
          throw new Error('trap')
        },
      }
      return x === 2
        ? thrower(Object.defineProperties(new Error(), { message: trap, name: trap }))
        : x
    },
    expect.any(Error),
  ],
  ['a promise', (x: number) => (x === 2 ? thrower(Promise.resolve(1)) : x), expect.any(Error)],
]

function thrower(value: unknown): never {
  throw value
}

/** Returned for the item 2: what no other thread can have. */
const results: readonly (readonly [string, Task])[] = [
  ['a function', (x: number) => (x === 2 ? { at: [() => 1] } : x)],
  ['a symbol', (x: number) => (x === 2 ? { at: [Symbol('own')] } : x)],
  ['a WeakMap', (x: number) => (x === 2 ? { at: [new WeakMap()] } : x)],
  ['a WeakRef', (x: number) => (x === 2 ? { at: [new WeakRef({})] } : x)],
  ['a Promise', (x: number) => (x === 2 ? { at: [Promise.resolve(1)] } : x)],
  ['a Proxy', (x: number) => (x === 2 ? { at: [new Proxy({ a: 1 }, {})] } : x)],
  [
    'an instance of a class',
    (x: number) => {
      class Local {
        readonly x = 1
      }
      return x === 2 ? { at: [new Local()] } : x
    },
  ],
  [
    'a running generator',
    (x: number) => {
      function* generate(): Generator<number> {
        yield 1
      }
      return x === 2 ? { at: [generate()] } : x
    },
  ],
  ['a handle of Node', (x: number) => (x === 2 ? { at: [process.stdout] } : x)],
  [
    'a getter that throws',
    (x: number) =>
      x === 2
        ? {
            at: [
              Object.defineProperty({}, 'g', {
                enumerable: true,
                get: () => {
                  throw new Error('trap')
                },
              }),
            ],
          }
        : x,
  ],
]

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  fault('row 12: whatever is thrown rejects', 8000, () =>
    withPool(size, async (pool) => {
      for (const [what, task, error] of thrown) {
        const outcome = await runAll(pool, way, task, items)
        // Values of other kinds have no place for an index.
        const index = way === 'applyAsync' ? BAD : outcome.errors[0]?.index
        expect([undefined, BAD], what).toContain(index)
        expectOnly(
          way,
          { ...outcome, errors: [{ error: outcome.errors[0]?.error, index: BAD }] },
          BAD,
          error,
          items,
        )
        expect(outcome.errors, what).toHaveLength(1)
      }
    }),
  )

  fault('row 13: results that cannot cross are refused with their path', 4000, () =>
    withPool(size, async (pool) => {
      for (const [, task] of results) {
        const outcome = await runAll(pool, way, task, items)
        const refused = expect.objectContaining({
          code: 'ERR_NUMPOOL_NOT_CLONEABLE',
          path: expect.stringMatching(/^result.*\.at\[0\]/),
        })
        expectOnly(way, outcome, BAD, refused, items)
      }
    }),
  )

  fault('row 13: a DOMException comes as itself', 2000, () =>
    withPool(size, async (pool) => {
      const task = (x: number): unknown =>
        x === 2 ? new DOMException('stop', 'AbortError').name : x
      const made = (x: number): unknown => (x === 2 ? new DOMException('stop', 'AbortError') : x)
      expect((await runAll(pool, way, task, items)).errors).toEqual([])
      const { values, errors } = await runAll(pool, way, made, items)
      expect(errors).toEqual([])
      const exception = values.find((value) => typeof value === 'object')
      expect(exception).toBeInstanceOf(DOMException)
      expect(exception).toMatchObject({ name: 'AbortError', code: 20, message: 'stop' })
    }),
  )

  fault('row 14: arguments that cannot cross are refused, and no slot is lost', 4000, () =>
    withPool(size, async (pool) => {
      const task = (x: unknown): unknown => (typeof x === 'number' ? x : 'came')
      // More rounds than a worker has slots.
      for (const make of [
        () => ({ at: new WeakMap() }),
        () => ({ at: Promise.resolve(1) }),
        () => ({ at: Symbol('own') }),
        () => ({
          get at() {
            throw new Error('trap')
          },
        }),
      ])
        for (let round = 0; round < 20; round++) {
          const outcome = await runAll(
            pool,
            way,
            task,
            items.map((x) => (x === 2 ? make() : x)),
          )
          const refused = expect.objectContaining({
            code: 'ERR_NUMPOOL_NOT_CLONEABLE',
            path: expect.stringMatching(/\bat$/),
          })
          expectOnly(way, outcome, BAD, refused, items)
        }
    }),
  )

  fault('row 14: a getter of an argument may use the pool', 3000, () =>
    withPool(size, async (pool) => {
      const inner: Promise<Outcome>[] = []
      const using = (on: Pool): object => ({
        get at() {
          if (inner.length < 50) inner.push(runAll(on, way, (x: number) => x * 2, [1, 2]))
          return 5
        },
      })
      const task = (x: number | { at: number }): number => (typeof x === 'number' ? x : x.at)
      const given = items.map((x) => (x === 2 ? using(pool) : x))
      const { values, errors } = await runAll(pool, way, task, given)
      // An accessor either arrives as its value, or is refused.
      if (errors.length > 0)
        expect(errors).toMatchObject([{ error: { code: 'ERR_NUMPOOL_NOT_CLONEABLE' } }])
      else expect((values as number[]).toSorted((a, b) => a - b)).toEqual([0, 1, 3, 4, 5, 5])
      for (const one of await Promise.all(inner)) {
        expect(one.errors).toEqual([])
        expect((one.values as number[]).toSorted((a, b) => a - b)).toEqual([2, 4])
      }
    }),
  )

  fault('row 14: what is refused leaves no listener on the signal', 2000, () =>
    withPool(size, async (pool) => {
      const { signal } = new AbortController()
      const task = (x: unknown): unknown => x
      await runAll(pool, way, task, [1, { at: new WeakMap() }], { signal })
      await runAll(pool, way, task, [new WeakMap()], { signal })
      const local = new WeakMap()
      // Neither does a function that cannot travel.
      await runAll(pool, way, () => local.has({}), [1], { signal })
      expect(getEventListeners(signal, 'abort')).toEqual([])
    }),
  )

  fault('row 15: an error keeps causes, code and fields, and is cut to size', 3000, () =>
    withPool(size, async (pool) => {
      const task = (x: number): number => {
        if (x !== 2) return x
        let cause: unknown
        for (let i = 0; i < 5; i++) cause = new RangeError(`level ${i}`, { cause })
        const error = Object.assign(new TypeError('top', { cause }), {
          code: 'E_MINE',
          detail: { list: [1, 2n, new Date(5)] },
          socket: process.stdout,
          retry: () => 1,
        })
        error.stack += 'x'.repeat(1e7)
        throw error
      }
      const { errors } = await runAll(pool, way, task, items)
      const error = errors[0]?.error as TypeError & Record<string, unknown>
      expect(error).toBeInstanceOf(TypeError)
      expect(error).toMatchObject({
        message: 'top',
        code: 'E_MINE',
        detail: { list: [1, 2n, new Date(5)] },
      })
      let cause: unknown = error.cause
      for (let i = 4; i >= 0; i--) {
        expect(cause).toBeInstanceOf(RangeError)
        expect(cause).toMatchObject({ message: `level ${i}` })
        cause = (cause as Error).cause
      }
      expect(cause).toBeUndefined()
      expect(error.stack?.length).toBeLessThan(1e6)
      expect(error.stack).toContain('TypeError: top')
    }),
  )

  fault('row 15: the stack names both sides', 2000, () =>
    withPool(size, async (pool) => {
      const fail = (x: number): number => {
        if (x === 2) throw new SyntaxError('far away')
        return x
      }
      const { errors } = await runAll(pool, way, fail, items)
      const stack = (errors[0]?.error as Error | undefined)?.stack ?? ''
      expect(stack).toMatch(/^SyntaxError: far away\n +at fail .*values\.spec\.ts:\d+/)
      const [, local = ''] = stack.split('-- called from --')
      expect(local).toMatch(/matrix\.ts:\d+/)
    }),
  )
})

describe.each(SIZES)('%i workers', (size) => {
  fault('row 12: many at once, and each caller gets its own', 3000, () =>
    withPool(size, async (pool) => {
      const fail = (x: number): never => {
        throw x % 2 === 0 ? x : new Error(`e${x}`)
      }
      const calls = Array.from({ length: 200 }, (_, i) => pool.applyAsync(fail, [i]))
      for (const [i, end] of (await Promise.allSettled(calls)).entries()) {
        const { reason } = end as PromiseRejectedResult
        expect(i % 2 === 0 ? reason : (reason as Error).message).toBe(i % 2 === 0 ? i : `e${i}`)
      }
    }),
  )
})
