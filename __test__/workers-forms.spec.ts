/** Objects in the arguments of calls that travel together go as flat values, and arrive as if each had gone alone. */
import { afterEach, expect, test } from 'vitest'
import { Pool } from '../src/index'

let pool: Pool
const open = (processes = 2): Pool => {
  pool = new Pool(processes, { engine: 'workers' })
  return pool
}
afterEach(() => pool.terminate())

test('whatever their forms', async () => {
  open()
  const nested = { list: [1, [null, { deep: 'x' }], undefined], n: -0, big: 12n, nan: Number.NaN }
  const given: unknown[] = [
    { a: 1 },
    'text',
    { a: 1, b: 'two' },
    [1, 2, 3],
    { b: 'two', a: 1 },
    nested,
    { 2: 'two', 1: 'one', x: 0 },
    { 'not a name': 1, "quote'": 2, '\u2028': 3 },
    new Map([[1, { a: 1 }]]),
    {},
    [],
    Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i])),
    { toJSON: 1, constructor: 2 },
  ]
  const results = Array.from({ length: 400 }, (_, i) =>
    pool.applyAsync(
      (value: unknown, i: number) => [i, value, Object.keys(Object(value))],
      [given[i % given.length], i],
    ),
  )
  for (const [i, result] of (await Promise.all(results)).entries()) {
    const value = given[i % given.length]
    expect(result).toStrictEqual([i, value, Object.keys(Object(value))])
  }
})

test('each call has objects of its own, and within a call they are what they were', async () => {
  open(1)
  const shared = { n: 0 }
  const add = (value: { n: number }): number => ++value.n
  const counts = await Promise.all(Array.from({ length: 50 }, () => pool.applyAsync(add, [shared])))
  expect(counts).toEqual(new Array(50).fill(1))
  const same = (a: object, b: { inner?: object; n?: number }): boolean => a === b || a === b.inner
  const cyclic: { me?: unknown } = {}
  cyclic.me = cyclic
  const [twice, inside, apart, round] = await Promise.all([
    pool.applyAsync(same, [shared, shared]),
    pool.applyAsync(same, [shared, { inner: shared }]),
    pool.applyAsync(same, [{ n: 0 }, { inner: { n: 0 } }]),
    pool.applyAsync((value: { me?: unknown }) => value.me === value, [cyclic]),
  ])
  expect([twice, inside, apart, round]).toEqual([true, true, false, true])
})

test('what would not arrive as itself is refused, and its neighbours run', async () => {
  open()
  const hidden = Object.defineProperty({ n: 1 }, 'secret', { value: 2 })
  const named = Object.assign([1, 2], { name: 'list' })
  const proto = JSON.parse('{"__proto__": {"n": 5}, "n": 1}') as object
  const given: unknown[] = [
    hidden,
    { n: 1, [Symbol('s')]: 2 },
    new Proxy({ n: 1 }, {}),
    { n: 1, f: () => 1 },
    { n: 1, s: Symbol('s') },
    [new Proxy([1], {})],
  ]
  const results = given.flatMap((value) => [
    pool.applyAsync((o: { n: number }) => o.n, [{ n: 1 }]),
    pool.applyAsync((o: unknown) => typeof o, [value]),
  ])
  for (const [i, one] of (await Promise.allSettled(results)).entries()) {
    if (i % 2 === 0) expect(one).toEqual({ status: 'fulfilled', value: 1 })
    else expect(one).toMatchObject({ reason: { code: 'ERR_NUMPOOL_NOT_CLONEABLE' } })
  }
  const odd = (o: object): unknown => [Object.getOwnPropertyNames(o), Reflect.get(o, 'n')]
  const [list, own] = await Promise.all([
    pool.applyAsync(odd, [named]),
    pool.applyAsync(odd, [proto]),
  ])
  expect(list).toEqual([['0', '1', 'length', 'name'], undefined])
  expect(own).toEqual([['__proto__', 'n'], 1])
})

test('calls that another worker takes over have the arguments that they were given', async () => {
  open()
  await pool.warmup()
  const wait = (o: { i: number; ms: number }): number => {
    const end = performance.now() + o.ms
    while (performance.now() < end);
    return o.i
  }
  const results = Array.from({ length: 300 }, (_, i) =>
    pool.applyAsync(wait, [i % 2 ? { i, ms: i === 1 ? 200 : 0.1 } : { ms: 0.1, i }]),
  )
  expect(await Promise.all(results)).toEqual(Array.from({ length: 300 }, (_, i) => i))
})
