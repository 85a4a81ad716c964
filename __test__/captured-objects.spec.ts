/**
 * Small objects that a closure holds are copied at each call (src/function/trees.ts): no change in them may be missed, each call has its
 * own, and what only looks like one travels as it did.
 */
import zlib from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { FunctionDesk } from '../src/engine/workers/calls/functions'
import { copyOfTree } from '../src/function/trees'
import { share } from '../src/share'
import { type AnyFn, workersPool } from './support/workers'

const pool = workersPool(1)
afterAll(() => pool.engine.terminate())
const { apply } = pool

describe('each call has the object as it was when the call was made', () => {
  test('its properties, new ones, lost ones, and those of inner objects', async () => {
    const config: Record<string, unknown> = { a: 1, inner: { list: [1, { b: 2 }] } }
    const read = (): unknown => config
    const calls = [apply(read)]
    config.a = 'text'
    calls.push(apply(read))
    config.added = undefined
    calls.push(apply(read))
    delete config.a
    calls.push(apply(read))
    ;(config.inner as { list: unknown[] }).list.push(-0, 12n)
    calls.push(apply(read))
    ;(config.inner as { list: [number, { b: unknown }] }).list[1].b = null
    calls.push(apply(read))
    expect(await Promise.all(calls)).toStrictEqual([
      { a: 1, inner: { list: [1, { b: 2 }] } },
      { a: 'text', inner: { list: [1, { b: 2 }] } },
      { a: 'text', inner: { list: [1, { b: 2 }] }, added: undefined },
      { inner: { list: [1, { b: 2 }] }, added: undefined },
      { inner: { list: [1, { b: 2 }, -0, 12n] }, added: undefined },
      { inner: { list: [1, { b: null }, -0, 12n] }, added: undefined },
    ])
  })

  test('another object, in a variable of its own or in the same', async () => {
    const calls: Promise<unknown>[] = []
    let held = { i: -1 }
    for (let i = 0; i < 40; i++) {
      const own = { i }
      held = { i: i + 1 }
      calls.push(apply(() => own.i + held.i))
    }
    expect(await Promise.all(calls)).toEqual(calls.map((_, i) => 2 * i + 1))
  })

  test('when it becomes something else', async () => {
    const config: Record<string, unknown> = { a: 1 }
    const read = (): unknown => config
    expect(await apply(read)).toEqual({ a: 1 })
    config.when = new Date(5)
    expect(await apply(read)).toEqual({ a: 1, when: new Date(5) })
    config.when = new Map([[1, { deep: [2] }]])
    expect(await apply(read)).toEqual({ a: 1, when: new Map([[1, { deep: [2] }]]) })
    config.when = (x: number): number => x + 1
    expect(await apply(() => (config.when as AnyFn)(1))).toBe(2)
    config.when = new WeakMap()
    await expect(apply(read)).rejects.toThrow('`config` holds a WeakMap (at config.when)')
    config.when = config
    const cyclic = (await apply(read)) as { when: unknown }
    expect(cyclic.when).toBe(cyclic)
    delete config.when
    expect(await apply(read)).toEqual({ a: 1 })
  })

  test('and nobody else has it: not the next call, nor one of the same turn', async () => {
    const counter = { n: 0, log: [] as number[] }
    const count = (): unknown => {
      counter.n++
      counter.log.push(counter.n)
      return counter
    }
    const results = await Promise.all([apply(count), apply(count), apply(count)])
    expect(results).toEqual(results.map(() => ({ n: 1, log: [1] })))
    expect(counter).toEqual({ n: 0, log: [] })
    expect(await apply(count)).toEqual({ n: 1, log: [1] })
  })
})

describe('what is one object here is one there', () => {
  test('in two variables, in a variable and in another object, twice in one', async () => {
    const inner = { a: 1 }
    const same = inner
    const outer = { inner }
    const twice = { x: inner, y: inner }
    for (let a = 1; a < 4; a++) {
      inner.a = a
      expect(await apply(() => [inner === same, inner.a, same.a])).toEqual([true, a, a])
      expect(await apply(() => [outer.inner === inner, inner.a])).toEqual([true, a])
      expect(await apply(() => [inner === outer.inner, outer.inner.a])).toEqual([true, a])
      expect(await apply(() => [twice.x === twice.y, twice.x.a])).toEqual([true, a])
    }
  })

  test('in the function and in a helper of it', async () => {
    const inner = { a: 1 }
    const config = { inner }
    const helper = (): object => inner
    const deep = (): object => config
    for (let a = 1; a < 4; a++) {
      inner.a = a
      expect(await apply(() => [config.inner === helper(), config.inner.a])).toEqual([true, a])
      expect(await apply(() => [inner, (deep() as typeof config).inner.a])).toEqual([{ a }, a])
    }
  })

  test('a shared value, also one that was shared since', async () => {
    const config = { a: 1 }
    const read = (): unknown => config
    expect(await apply(read)).toEqual({ a: 1 })
    share(config)
    config.a = 2
    // What is shared is the value as it was then, the same for all tasks.
    const mark = (): unknown => {
      const known = config as { seen?: number }
      known.seen = (known.seen ?? 0) + 1
      return known.seen
    }
    expect(await apply(mark)).toBe(1)
    expect(await apply(mark)).toBe(2)
  })
})

describe('what is copied', () => {
  const copy = (value: object): unknown => copyOfTree(value, [])

  test('small trees of primitives', () => {
    const getter = {
      get a() {
        return 1
      },
    }
    for (const value of [{ a: 1 }, [], [1, [2], { a: 'x' }], { a: [undefined, null, 3n] }, getter])
      expect(copy(value)).toStrictEqual(structuredClone(value))
  })

  test('nothing that would not arrive as itself, or would by another way', () => {
    class Own {
      a = 1
    }
    const hidden = Object.defineProperty({ a: 1 }, 'b', { value: 2 })
    const named = Object.assign([1], { name: 'x' })
    const holed: unknown[] = [1, 2]
    delete holed[0]
    const gap = [1, 2, 3]
    delete gap[1]
    const throws = {
      get a() {
        throw new Error('no')
      },
    }
    const cyclic: Record<string, unknown> = { a: 1 }
    cyclic.self = cyclic
    let deep: object = { a: 1 }
    for (let i = 0; i < 10; i++) deep = { deep }
    const others = [
      {},
      new Own(),
      Object.create(null, { a: { value: 1, enumerable: true } }),
      Object.create({ a: 1 }),
      new Date(),
      new Map(),
      () => 1,
      { a: () => 1 },
      { a: Symbol.iterator },
      { [Symbol.iterator]: 1 },
      hidden,
      named,
      Object.assign(holed, { name: 'x' }),
      gap,
      throws,
      cyclic,
      deep,
      new Proxy({ a: 1 }, {}),
      { a: new Proxy([1], {}) },
      JSON.parse('{"__proto__": 1}'),
      Array.from({ length: 65 }, () => 1),
      Array.from({ length: 20 }, () => [1]),
      process.env,
      zlib.constants,
      Math,
    ]
    for (const value of others) expect(copy(value as object)).toBeUndefined()
  })

  test('goes with a template, which is sent once', () => {
    const desk = new FunctionDesk(new Set())
    const make = (i: number): AnyFn => {
      const config = { i }
      return () => config
    }
    const [first, second] = [1, 2].map((i) => desk.messageFor(make(i), undefined))
    expect(first?.template).toBeGreaterThan(0)
    expect(second).toMatchObject({ template: first?.template, values: { value: [{ i: 2 }] } })
    expect(second?.body).toBe(first?.body)
  })
})
