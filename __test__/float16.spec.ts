/**
 * Float16Array, where the running Node has it: each kind of number array in and out of kernels, with it on either side, holds what plain
 * JS stores. (Without it there is nothing to hold: only that its name is refused with a reason.)
 */
import { afterAll, describe, expect, test } from 'vitest'
import { type Dtype, Pool, sharedEmpty, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

type Numbers = Float64Array
const Float16 = (globalThis as { Float16Array?: new (items: Iterable<number>) => Numbers })
  .Float16Array
const CLASSES = [
  Float64Array,
  Float32Array,
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  ...(Float16 === undefined ? [] : [Float16]),
] as unknown as (new (
  items: Iterable<number>,
) => Numbers)[]

const EDGES = [
  0,
  -0,
  1,
  -1,
  0.1,
  1.5,
  2049,
  65_504,
  65_519.99,
  65_520,
  6e-8,
  2.98e-8,
  -3e-8,
  5e-324,
  1e300,
  1 / 3,
  255.5,
  -129,
  2 ** 31,
  2 ** 32 + 5,
  NaN,
  Infinity,
  -Infinity,
]
// Around the edges of vectors and blocks, too.
const ITEMS = Array.from(
  { length: 1100 },
  (_, i) => (EDGES[i % EDGES.length] as number) / ((i >> 6) + 1),
)

const FUNCTIONS: ((x: number) => number)[] = [(x) => x, (x) => x * 3 + 0.1, (x) => Math.sin(x) / 3]

const dtypeOf = (array: Numbers): Dtype =>
  array.constructor.name.replace('Array', '').toLowerCase() as Dtype

describe.each(CLASSES.map((Class) => [Class.name, Class] as const))('from %s', (_name, From) => {
  test.each(CLASSES.map((Class) => [Class.name, Class] as const))('to %s', async (name, To) => {
    const concerns = [From.name, name].includes('Float16Array')
    // The other kinds have tests of their own: the first function is enough.
    for (const fn of concerns ? FUNCTIONS : FUNCTIONS.slice(0, 1)) {
      const data = new From(ITEMS)
      const expected = new To(Array.from(data, fn))
      const dtype = dtypeOf(expected)
      const out = new To(ITEMS.map(() => 0))
      expect(pool.mapSync(fn, data, { engine: 'native', dtype })).toStrictEqual(expected)
      expect(pool.mapSync(fn, data, { engine: 'native', out })).toStrictEqual(expected)
      const shared = sharedEmpty(data.length, dtype) as unknown as Numbers
      await pool.map(fn, data, { engine: 'native', out: shared })
      expect([...shared]).toStrictEqual([...expected])
      const columns = [new To(ITEMS.map(() => 0)), new From(ITEMS.map(() => 0))] as [
        Numbers,
        Numbers,
      ]
      const pair = (x: number): [number, number] => [x, -x]
      await pool.map(pair, data, { engine: 'native', out: columns })
      expect(columns[0]).toStrictEqual(new To(data))
      expect(columns[1]).toStrictEqual(new From(Array.from(data, (x) => -x)))
    }
  })

  test('as a table, beside another column, over itself', () => {
    const table = new From(EDGES)
    const at = ITEMS.map((_, i) => i % EDGES.length)
    const looked = (i: number): number => table[i] as number
    expect(pool.mapSync(looked, at, { engine: 'native' })).toStrictEqual(at.map(looked))
    const data = new From(ITEMS)
    const add = (x: number, y: number): number => x + y
    const sums = Array.from(data, (x, i) => add(x, at[i] as number))
    expect(pool.starmapSync(add, zip(data, at), { engine: 'native' })).toStrictEqual(sums)
    const expected = new From(Array.from(data, (x) => x / 2))
    pool.mapSync((x: number) => x / 2, data, { engine: 'native', out: data })
    expect(data).toStrictEqual(expected)
  })
})

test('the name is a dtype where Node has it', () => {
  const call = (): unknown =>
    pool.mapSync((x: number) => x, [1.1], { dtype: 'float16' as 'float32' })
  if (Float16 === undefined) expect(call).toThrow(/options\.dtype must be one of/)
  else expect(call()).toStrictEqual(new Float16([1.1]))
})
