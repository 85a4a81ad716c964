/**
 * `explain`: the engine, the reasons with their place, the captures, the providers, and how it prints.
 */
import { inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { enumerate, explain, kernel, NotNativeError, Pool, range, zip } from '../src/index'

const pool = new Pool(1)
afterAll(() => pool.terminate())

describe('a native function', () => {
  const k = 3
  const answer = pool.explain((x: number) => Math.sin(x) * k)

  test('says what it captured and who serves Math', () => {
    expect(answer.engine).toBe('native')
    expect(answer.reasons).toEqual([])
    expect(answer.captures).toEqual({ k: 3 })
    expect(answer.math).toHaveProperty('sin')
    expect(answer.ops).toContain('Math.sin')
    expect(answer.nsPerElement).toBeGreaterThan(0)
    expect(answer.machine).toMatch(/^(machine code|blocks of numbers) \(.+\)/)
  })

  test('prints well', () => {
    expect(inspect(answer)).toBe(String(answer))
    expect(String(answer)).toMatch(/^engine: native\ncaptured: k = 3\nMath\.sin: /)
    expect(JSON.parse(JSON.stringify(answer)).engine).toBe('native')
  })

  test('is also a function of the package', () => {
    expect(explain((x: number) => x + 1).engine).toBe('native')
    expect(() => explain('x => x' as never)).toThrow(TypeError)
  })
})

describe('a function that is not native', () => {
  const rows: [string, (x: never) => unknown, string][] = [
    ['a method of a value', (x: number) => x.toFixed(2), 'toFixed'],
    [
      'a loop over names',
      (x: number) => {
        for (const name in Math) if (name === 'E') return x
        return 0
      },
      'for',
    ],
    ['an object', (x: number) => new Map([[x, x]]), 'new'],
    ['a string', () => 'text', 'text'],
    ['Math.random', (x: number) => x + Math.random(), 'Math.random'],
    ['async', async (x: number) => x, 'async'],
  ]
  test.each(rows)('%s: a reason that points at it', (_name, fn, text) => {
    const answer = pool.explain(fn)
    expect(answer.engine).toBe('workers')
    const [reason] = answer.reasons
    expect(reason?.code).toMatch(/^[a-z0-9-]+$/)
    expect(reason?.message.length).toBeGreaterThan(20)
    const { line = 0, column = 0, snippet = '' } = reason ?? {}
    expect(line).toBeGreaterThan(0)
    expect(fn.toString().split('\n')[line - 1]).toBe(snippet)
    expect(snippet.slice(column - 1)).toContain(text[0])
    expect(String(answer)).toContain(reason?.message)
  })

  test('the place is underlined, in the words of the error too', () => {
    const fn = (x: number) => Math.floor(x) + x.toFixed(2).length
    const at = fn.toString().indexOf('toFixed')
    const marked = [`    ${fn}`, `    ${' '.repeat(at)}${'^'.repeat(7)}`].join('\n')
    expect(String(pool.explain(fn))).toContain(marked)
    expect(() => pool.mapSync(fn, [1], { engine: 'native' })).toThrow(marked)
    expect(() => kernel(fn)).toThrow(marked)
  })

  // The compiler reads UTF-8, which has no form for it: this was told as a fault of numpool.
  test('half a character in the source is a reason', () => {
    const fn = new Function('x', `return x + '${'\ud800'}'.length`) as (x: number) => number
    expect(pool.explain(fn).reasons[0]?.code).toBe('parse-error')
    expect(pool.mapSync(fn, [1])).toEqual([2])
  })

  test('kernel() throws the same reasons', () => {
    const fn = (x: number) => x.toString() as never
    try {
      kernel(fn)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(NotNativeError)
      expect((error as NotNativeError).code).toBe('ERR_NUMPOOL_NOT_NATIVE')
      expect((error as NotNativeError).reasons).toEqual(pool.explain(fn).reasons)
    }
  })

  // A zip used to count as one argument that is no number.
  test('a zip stands for its rows, unpacked or as one argument', () => {
    const xs = Float64Array.of(1, 2)
    const add = (x: number, y: number): number => x + y
    expect(pool.explain(add, zip(xs, range(2))).engine).toBe('native')
    expect(
      pool.explain(([x, y]: [number, number]) => Math.hypot(x, y), zip(xs, [1, 2])).engine,
    ).toBe(pool.explain(([x, y]: [number, number]) => Math.hypot(x, y), [1, 2]).engine)
    expect(pool.explain(add, enumerate(xs)).engine).toBe('native')
    expect(pool.explain(add, zip(xs, [])).engine).toBe('native')
    expect(pool.explain(add, zip(xs, ['a'])).reasons).toEqual([
      {
        code: 'not-numeric-data',
        message:
          'element 1 of the sample is the string "a", and kernels read numbers and booleans only',
      },
    ])
    expect(pool.explain(add, zip(xs, new Set([1]))).reasons[0]?.message).toMatch(
      /^part 2 of the zip is no array, typed array or range/,
    )
  })

  // Data used to count as one argument that is no number.
  test('a typed array, a range and a list stand for their items', () => {
    const half = (x: number): number => x / 2
    for (const data of [Float64Array.of(1), new Int8Array(0), range(3), [1, 2, 3], [true]])
      expect(pool.explain(half, data).engine).toBe('native')
    const add = (x: number, y: number): number => x + y
    expect(pool.explain(add, Float64Array.of(1), range(2)).engine).toBe('native')
    expect(
      pool.explain(add, [
        [1, 2],
        [3, 4],
      ]).engine,
    ).toBe('native')
    expect(pool.explain(([x, y]: [number, number]) => x + y, [[1, 2]]).engine).toBe('native')
    expect(pool.explain(half, BigInt64Array.of(1n)).reasons[0]?.code).toBe('bigint-array')
    expect(pool.explain(half, ['a']).reasons[0]?.code).toBe('not-numeric-data')
  })

  test('an integer array that would cut fractions is a hint', () => {
    const half = (x: number): number => x / 2
    const answer = pool.explain(half, Int32Array.of(2, 3))
    expect(answer.hint?.code).toBe('truncated')
    expect(String(answer)).toContain('dtype: "float64"')
    for (const data of [Int32Array.of(2, 4), Float64Array.of(3), [3]])
      expect(pool.explain(half, data).hint).toBeNull()
    expect(pool.explain((x: number) => x > 2, Int32Array.of(3)).hint).toBeNull()
  })

  test('a sample that is not numbers is a reason', () => {
    expect(pool.explain((x: number) => x * 2, 'a').reasons[0]?.code).toBe('not-numeric-data')
    expect(pool.explain((x: number, y: number) => x * y, 1, 2).engine).toBe('native')
  })
})

describe('kernel()', () => {
  test('keeps the values its variables had', () => {
    let k = 3
    const f = kernel((x: number) => x * k)
    k = 4
    expect(f(2)).toBe(6)
    expect(pool.mapSync(f, Float64Array.of(2))).toEqual(Float64Array.of(6))
    expect(k).toBe(4)
  })

  test.each(['native', 'workers', 'inline', 'auto'] as const)(
    'is the same on %s',
    async (engine) => {
      const f = kernel((x: number) => Math.sqrt(x) * factor, { captures: { factor: 2 } })
      expect(await pool.map(f, [4, 9], { engine })).toEqual([4, 6])
      expect(pool.mapSync(f, Float64Array.of(4, 9), { engine })).toEqual(Float64Array.of(4, 6))
    },
  )

  test('keeps name and length, and its function as it was', () => {
    const half = (x: number) => x / 2
    const f = kernel(half)
    expect(f).not.toBe(half)
    expect([f.name, f.length]).toEqual(['half', 1])
  })

  test('refuses wrong arguments', () => {
    expect(() => kernel(3 as never)).toThrow(TypeError)
    expect(() => kernel((x: number) => x, { capture: {} } as never)).toThrow(/captures/)
  })
})

declare const factor: number
