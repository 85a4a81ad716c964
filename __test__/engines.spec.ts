/**
 * Two engines, one pool: every kind of input meets every kind of function on each engine, and what comes out has the
 * type, the prototype and the bits that plain JS gives. The oracle below is written from the rules, not from the code.
 */
import vm from 'node:vm'
import { afterAll, describe, expect, test } from 'vitest'
import type { EngineName } from '../src/index'
import { enumerate, kernel, NotNativeError, Pool, range, sharedCopy, zip } from '../src/index'

type Numbers = Float64Array | Float32Array | Int32Array | Uint8Array
type Item = unknown
interface InputRow {
  readonly name: string
  make(): Iterable<Item>
  /** Whether kernels can read it. */
  readonly native: boolean
}
interface FunctionRow {
  readonly name: string
  readonly fn: (x: never) => unknown
  readonly native: boolean
  /** Changes what the function sees; gives what puts it back. */
  change?(): () => void
}

const values = [
  0,
  -0,
  1,
  2.5,
  -3,
  7,
  1e300,
  -1e-310,
  Number.NaN,
  Infinity,
  255.5,
  4294967297,
  -2147483649,
]
const resizable = (length: number): Float64Array => {
  const buffer = new (ArrayBuffer as unknown as new (n: number, o: object) => ArrayBuffer)(
    8 * length,
    {
      maxByteLength: 16 * length,
    },
  )
  return new Float64Array(buffer)
}
const float16 = (globalThis as { Float16Array?: { from(v: number[]): Numbers } }).Float16Array

const inputs: InputRow[] = [
  { name: 'Float64Array', make: () => Float64Array.from(values), native: true },
  { name: 'Float32Array', make: () => Float32Array.from(values), native: true },
  { name: 'Int8Array', make: () => Int8Array.from([0, 1, -1, 127, -128]), native: true },
  { name: 'Uint8Array', make: () => Uint8Array.from([0, 1, 255, 128]), native: true },
  { name: 'Uint8ClampedArray', make: () => Uint8ClampedArray.from([0, 1, 255, 128]), native: true },
  { name: 'Int16Array', make: () => Int16Array.from([0, 1, -32768, 32767]), native: true },
  { name: 'Uint16Array', make: () => Uint16Array.from([0, 1, 65535]), native: true },
  {
    name: 'Int32Array',
    make: () => Int32Array.from([0, 1, -2147483648, 2147483647]),
    native: true,
  },
  { name: 'Uint32Array', make: () => Uint32Array.from([0, 1, 4294967295]), native: true },
  ...(float16 ? [{ name: 'Float16Array', make: () => float16.from(values), native: true }] : []),
  { name: 'BigInt64Array', make: () => BigInt64Array.from([0n, -1n, 5n]), native: false },
  { name: 'shared Float64Array', make: () => sharedCopy(Float64Array.from(values)), native: true },
  { name: 'shared Int32Array', make: () => sharedCopy(Int32Array.from([5, -6, 7])), native: true },
  {
    name: 'subarray',
    make: () => Float64Array.from([9, 9, ...values, 9]).subarray(2, -1),
    native: true,
  },
  {
    name: 'resizable',
    make: () => {
      const a = resizable(3)
      a.set([1, 2, 3])
      return a
    },
    native: true,
  },
  { name: 'empty Float64Array', make: () => new Float64Array(0), native: true },
  { name: 'one element', make: () => Float64Array.of(2), native: true },
  { name: 'array of numbers', make: () => [...values], native: true },
  { name: 'empty array', make: () => [], native: true },
  // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
  { name: 'array with a hole', make: () => [1, , 3], native: false },
  { name: 'array with a string', make: () => [1, '2', 3], native: false },
  { name: 'array of strings', make: () => ['1', 'x', ''], native: false },
  { name: 'array of undefined and null', make: () => [undefined, null, 3], native: false },
  { name: 'range', make: () => range(10), native: true },
  { name: 'range with a step', make: () => range(10, -20, -3), native: true },
  { name: 'Set', make: () => new Set(values), native: true },
  {
    name: 'generator',
    make: function* () {
      yield 1
      yield 2.5
    },
    native: true,
  },
  { name: 'string', make: () => 'a1b2', native: false },
]

let k = 3
const flag = true
const helper = (x: number) => x * 2 + 1
const table = { offset: 10 }

const functions: FunctionRow[] = [
  { name: 'arithmetic', fn: (x: number) => x * 1.5 - 2, native: true },
  { name: 'engine Math', fn: (x: number) => Math.sin(x) * Math.exp(-x / 10), native: true },
  { name: 'builtin itself', fn: Math.sqrt as never, native: true },
  { name: 'boolean result', fn: (x: number) => x > 2, native: true },
  {
    name: 'branches',
    fn: (x: number) => {
      if (x < 0) return -x
      const y = x | 0
      return y % 2 === 0 ? y : x
    },
    native: true,
  },
  { name: 'captured number', fn: (x: number) => x * k, native: true },
  {
    name: 'captured number that changed',
    fn: (x: number) => x + k,
    native: true,
    change() {
      k = 5
      return () => {
        k = 3
      }
    },
  },
  { name: 'captured boolean', fn: (x: number) => (flag ? -x : x), native: true },
  { name: 'captured helper', fn: (x: number) => helper(x), native: true },
  { name: 'captured object', fn: (x: number) => x + table.offset, native: true },
  {
    name: 'patched builtin',
    fn: (x: number) => Math.cos(x),
    native: false,
    change() {
      const original = Math.cos
      Math.cos = (x) => x + 0.5
      return () => {
        Math.cos = original
      }
    },
  },
  {
    name: 'throws',
    fn: (x: number) => {
      if (x !== 0) throw new RangeError(`no ${x}`)
      return x
    },
    native: false,
  },
  {
    name: 'throws a string',
    fn: () => {
      throw 'plain'
    },
    native: false,
  },
  { name: 'object result', fn: (x: number) => ({ x, unit: 'm' }), native: false },
  { name: 'undefined result', fn: () => undefined, native: false },
]

const isTyped = (input: unknown): input is Numbers =>
  ArrayBuffer.isView(input) && !(input instanceof DataView)

/** What the rules say comes out: a value, or the first error by index. */
function oracle(
  input: Iterable<Item>,
  fn: (x: never) => unknown,
): { value: unknown } | { error: unknown; index: number } {
  const items = Array.from(input)
  const out = isTyped(input)
    ? new (input.constructor as new (n: number) => Numbers)(items.length)
    : new Array(items.length)
  for (let i = 0; i < items.length; i++) {
    let result: unknown
    try {
      result = fn(items[i] as never)
    } catch (error) {
      return { error, index: i }
    }
    if (isTyped(input)) {
      const wants = /^Big/.test(input.constructor.name) ? ['bigint'] : ['number', 'boolean']
      if (!wants.includes(typeof result)) return { error: new TypeError('not storable'), index: i }
    }
    out[i] = result as never
  }
  return { value: out }
}

function same(got: unknown, want: unknown): void {
  expect(Object.getPrototypeOf(got)).toBe(Object.getPrototypeOf(want))
  if (isTyped(got)) expect(got.buffer).toBeInstanceOf(ArrayBuffer)
  const a = got as ArrayLike<unknown>
  const b = want as ArrayLike<unknown>
  expect(a.length).toBe(b.length)
  for (let i = 0; i < a.length; i++) {
    if (typeof b[i] === 'object' && b[i] !== null) expect(a[i]).toStrictEqual(b[i])
    else if (!Object.is(a[i], b[i]))
      expect.fail(`at ${i}: ${String(a[i])} instead of ${String(b[i])}`)
  }
}

const pool = new Pool(2)
afterAll(async () => {
  await pool.terminate()
})

const engines: EngineName[] = ['native', 'workers', 'inline', 'auto']

async function check(
  input: InputRow,
  row: FunctionRow,
  engine: EngineName,
  sync: boolean,
): Promise<void> {
  const putBack = row.change?.()
  const want = oracle(input.make(), row.fn)
  let got: unknown
  try {
    const fn = row.fn as (x: unknown) => unknown
    if (sync) got = pool.mapSync(fn, input.make(), { engine })
    else {
      const result = pool.map(fn, input.make(), { engine })
      // What a function saw when it was called counts. Inline it is the function itself that runs, and what it sees then.
      if (engine !== 'inline') putBack?.()
      got = await result
    }
  } catch (error) {
    if (engine === 'native' && error instanceof NotNativeError) {
      expect(input.native && row.native && !(isTyped(input.make()) && 'error' in want)).toBe(false)
      expect(error.reasons.length).toBeGreaterThan(0)
      return
    }
    if (!('error' in want)) throw error
    expect(typeof error).toBe(typeof want.error)
    if (error instanceof Error) {
      expect(error.constructor).toBe((want.error as Error).constructor)
      expect((error as Error & { index: number }).index).toBe(want.index)
      if ((want.error as Error).message !== 'not storable')
        expect(error.message).toBe((want.error as Error).message)
    } else expect(error).toBe(want.error)
    return
  } finally {
    putBack?.()
  }
  if ('error' in want) expect.fail(`resolved, but the rules say: ${String(want.error)}`)
  else same(got, want.value)
  if (engine === 'native') expect(input.native && row.native).toBe(true)
}

for (const row of functions)
  describe(row.name, () => {
    for (const engine of engines)
      test(engine, { timeout: 120_000 }, async () => {
        for (const input of inputs) {
          try {
            await check(input, row, engine, false)
            await check(input, row, engine, true)
          } catch (error) {
            throw new Error(
              `${input.name}: ${error instanceof Error ? error.message : String(error)}`,
              { cause: error },
            )
          }
        }
      })
  })

test('a global that holds a number or an alias of a builtin is read at each call', () => {
  const globals = globalThis as unknown as Record<string, unknown>
  const scale = new Function('x', 'return x * numpoolTestScale') as (x: number) => number
  const wave = new Function('x', 'return numpoolTestWave(x)') as (x: number) => number
  const xs = Float64Array.of(1, 2.5, -3)
  const pool = new Pool(1)
  try {
    for (const [factor, f] of [
      [3, Math.sqrt],
      [4, Math.abs],
      [-0, Math.floor],
    ] as const) {
      globals.numpoolTestScale = factor
      globals.numpoolTestWave = f
      for (let again = 0; again < 2; again++) {
        expect(pool.mapSync(scale, xs)).toEqual(xs.map((x) => x * factor))
        expect(pool.mapSync(wave, xs)).toEqual(xs.map(f))
      }
    }
  } finally {
    pool.terminate()
    delete globals.numpoolTestScale
    delete globals.numpoolTestWave
  }
})

test('a kernel keeps the globals that it was made with', () => {
  const globals = globalThis as unknown as Record<string, unknown>
  globals.numpoolTestScale = 3
  const pool = new Pool(1)
  try {
    const f = kernel(
      new Function('x', 'return Math.abs(x) * numpoolTestScale') as (x: number) => number,
    )
    globals.numpoolTestScale = 4
    expect(f(-2)).toBe(6)
    expect(pool.mapSync(f, [-2])).toEqual([6])
    expect(pool.mapSync(f, Float64Array.of(-2))).toEqual(Float64Array.of(6))
  } finally {
    pool.terminate()
    delete globals.numpoolTestScale
  }
})

test('a typed array is what its slots say, whatever its realm and its own properties', () => {
  const pool = new Pool(1)
  try {
    const bigints = vm.runInNewContext('BigInt64Array.of(1n, 2n)') as BigInt64Array
    const one = (): number => 1
    const run = (engine?: 'native') => pool.mapSync(one, bigints, { dtype: 'float64', engine })
    expect(() => run('native')).toThrow(NotNativeError)
    expect(run()).toEqual(Float64Array.of(1, 1))
    const pretender = Float64Array.of(1, 2.5)
    Object.defineProperty(pretender, Symbol.toStringTag, { value: 'Float16Array' })
    const options = { dtype: 'float32', engine: 'native' } as const
    expect(pool.mapSync((x: number) => x + 1, pretender, options)).toEqual(Float32Array.of(2, 3.5))
  } finally {
    pool.terminate()
  }
})

describe('several columns', () => {
  const xs = Float64Array.from([3, 5, -8, 0.5])
  const ys = Int32Array.from([4, 12, 15, 2, 99])
  const rows: { name: string; make: () => Iterable<[number, number]>; native: boolean }[] = [
    { name: 'zip of typed arrays', make: () => zip(xs, ys), native: true },
    { name: 'zip with a range', make: () => zip(range(4), xs), native: true },
    {
      name: 'zip of an array and a generator',
      make: () =>
        zip(
          [1, 2],
          (function* () {
            yield 3
            yield 4
          })(),
        ),
      native: true,
    },
    { name: 'enumerate', make: () => enumerate(xs), native: true },
    { name: 'enumerate from 5', make: () => enumerate([1, 2, 3], 5), native: true },
    {
      name: 'array of pairs',
      make: () => [
        [3, 4],
        [5, 12],
      ],
      native: true,
    },
    {
      name: 'Map',
      make: () =>
        new Map([
          [3, 4],
          [6, 8],
        ]),
      native: true,
    },
    { name: 'pairs with a string', make: () => [[3, '4'] as never, [5, 12]], native: false },
  ]
  const fns: { name: string; fn: (x: number, y: number) => unknown; native: boolean }[] = [
    { name: 'hypot', fn: (x, y) => Math.hypot(x, y), native: true },
    { name: 'builtin', fn: Math.atan2, native: true },
    { name: 'captured', fn: (x, y) => x * k + y, native: true },
    { name: 'second only', fn: (_x, y) => y % 4, native: true },
    { name: 'text', fn: (x, y) => `${x}:${y}`, native: false },
  ]
  for (const engine of engines)
    for (const { name, fn, native } of fns)
      test(`${engine}: ${name}`, { timeout: 60_000 }, async () => {
        for (const row of rows)
          for (const sync of [false, true]) {
            const want = Array.from(row.make(), ([x, y]) => fn(x, y))
            try {
              const got = sync
                ? pool.starmapSync(fn, row.make(), { engine })
                : await pool.starmap(fn, row.make(), { engine })
              same(got, want)
              if (engine === 'native') expect(row.native && native).toBe(true)
            } catch (error) {
              if (!(error instanceof NotNativeError && engine === 'native')) throw error
              expect(row.native && native).toBe(false)
            }
          }
      })
})

describe('an out that the function reads as a table', () => {
  const N = 300
  const wanted = Array.from({ length: N }, (_, i) => 2 * (N - 1 - i))

  // Inline, results were written over items that were still to be read.
  test.each(engines)('is as it was until all is done, %s', async (engine) => {
    const typed = Float64Array.from(range(N))
    const turned = (i: number): number => (typed[N - 1 - i] as number) * 2
    expect(pool.mapSync(turned, range(N), { engine, out: typed })).toBe(typed)
    expect([...typed]).toEqual(wanted)
    typed.set([...range(N)])
    expect(await pool.map(turned, typed.slice(), { engine, out: typed })).toBe(typed)
    expect([...typed]).toEqual(wanted)
    const list = [...range(N)]
    const listed = (i: number): number => (list[N - 1 - i] as number) * 2
    expect(await pool.map(listed, range(N), { engine, out: list })).toBe(list)
    expect(list).toEqual(wanted)
    const columns = [Float64Array.from(range(N)), new Int32Array(N)] as const
    const [low] = columns
    const pair = (i: number): [number, number] => [(low[N - 1 - i] as number) * 2, i]
    await pool.map(pair, range(N), { engine, out: [...columns] })
    expect([...low]).toEqual(wanted)
    expect([...columns[1]]).toEqual([...range(N)])
  })
})

// Natively, and on workers where the array follows its buffer, the error of `set` came: no code, and no word of what had happened.
test.each(engines)(
  'an out that loses its memory while the call runs is told as such, %s',
  async (engine) => {
    const N = 20_000
    const gone = expect.objectContaining({
      name: 'TypeError',
      code: 'ERR_NUMPOOL_DETACHED',
      message: expect.stringMatching(/^options\.out /),
    })
    // Long enough to be a job, inline too.
    const slow = (x: number): number => {
      let sum = x
      for (let i = 0; i < 300; i++) sum = Math.sqrt(sum + i)
      return sum
    }
    for (const follows of [true, false])
      for (const take of [
        (buffer: ArrayBuffer) => buffer.resize(8),
        (buffer: ArrayBuffer) => structuredClone(buffer, { transfer: [buffer] }),
      ]) {
        const buffer = new ArrayBuffer(8 * N, { maxByteLength: 8 * N })
        const out = follows ? new Float64Array(buffer) : new Float64Array(buffer, 0, N)
        const running = pool.map(slow, new Float64Array(N), { engine, out })
        take(buffer)
        await expect(running).rejects.toEqual(gone)
      }
  },
)
