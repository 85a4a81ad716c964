/**
 * Functions that a native function calls: written inside it, beside it or in another module, with what they take from
 * outside themselves. Each is held against plain JS, bit for bit.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { explain, kernel, NotNativeError, Pool, zip } from '../src/index'
import { shifted as imported, setFactor } from './fixtures/numeric'

/** The test runner makes `module.shifted` of the name of an import. */
const shifted = imported

const pool = new Pool(1)
afterAll(() => pool.terminate())

const VALUES = [
  0,
  -0,
  1,
  -1,
  2,
  3,
  0.5,
  -2.5,
  7,
  1e10,
  2 ** 31,
  5e-324,
  1e300,
  NaN,
  Infinity,
  -Infinity,
]

type Fn = (x: number) => unknown

/** Runs natively and says where that differs from plain JS. */
function sameAs(fn: Fn): void {
  const got = pool.mapSync(fn, VALUES, { engine: 'native' }) as unknown[]
  const wrong = VALUES.flatMap((x, i) => (Object.is(got[i], fn(x)) ? [] : [[x, got[i], fn(x)]]))
  expect(wrong).toEqual([])
}

function codesOf(fn: Fn): string[] {
  return pool.explain(fn).reasons.map(({ code }) => code)
}

const square = (x: number): number => x * x
const K = 3
const scaled = (x: number): number => x * K
function clamped(x: number, low = 0, high = 1): number {
  if (x < low) return low
  if (x > high) return high
  return x
}
const polar = (r: number, phi: number) => ({ x: r * Math.cos(phi), y: r * Math.sin(phi) })
const { sin, PI } = Math
/** The import by a name of its own: test runners make it the member of an object, which is no kernel's. */
const ofModule = shifted

describe('a function that calls others', () => {
  const rows: [string, Fn][] = [
    ['an arrow', (x) => square(x) + 1],
    ['a declaration with default values', (x) => clamped(x) + clamped(x, -1, 5)],
    ['one that takes a constant', (x) => scaled(x)],
    ['one that calls others', (x) => chain(x)],
    ['one of another module', (x) => ofModule(x) - 1],
    [
      'one inside',
      (x) => {
        const f = (y: number) => y * x
        return f(x) + f(2)
      },
    ],
    [
      'one declared inside, below',
      (x) => {
        return f(x)
        function f(y: number): number {
          return y + 1
        }
      },
    ],
    [
      'one that changes a variable',
      (x) => {
        let s = 0
        const add = (y: number) => {
          s += y
        }
        add(x)
        add(1)
        return s
      },
    ],
    ['one at once', (x) => ((y) => y * 2)(x)],
    ['one that gets a function', (x) => twice(square, x)],
    [
      'one that gives an object',
      (x) => {
        const { x: a, y } = polar(x, 0.5)
        return a - y
      },
    ],
    [
      'one that gives an array',
      (x) => {
        const f = (y: number) => [y, -y]
        const [a, b] = f(x)
        return (a as number) / (b as number)
      },
    ],
    ['one with returns on the way', (x) => sign(x) * sign(-x)],
    ['aliases of Math', (x) => sin(x) * PI + renamed(x)],
    ['recursion over a known number', (x) => power(x, 5)],
    ['a condition', (x) => (isSmall(x) ? square(x) : -x)],
    ['one that gives all it gets', (x) => Math.max(...pair(x, 2))],
    ['rest parameters', (x) => sum(x, 1, 2)],
  ]
  test.each(rows)('%s', (_name, fn) => {
    sameAs(fn)
  })

  test('with columns', () => {
    const rows = zip(VALUES, [...VALUES].reverse())
    const fn = ([x, y]: [number, number]): number => lerp([x, y], 0.25)
    const got = pool.mapSync(fn, rows, { engine: 'native' }) as number[]
    for (const [i, row] of [...rows].entries()) expect(got[i]).toBe(fn(row as [number, number]))
  })
})

const chain = (x: number): number => square(scaled(x)) - clamped(x)
const twice = (f: (x: number) => number, x: number): number => f(f(x))
const sign = (x: number): number => {
  if (x > 0) return 1
  if (x < 0) return -1
  return x
}
const { cos: renamed } = Math
const power = (b: number, n: number): number => (n === 0 ? 1 : b * power(b, n - 1))
const isSmall = (x: number): boolean => x < 5
const pair = (a: number, b: number): [number, number] => [a, b]
const sum = (...all: number[]): number => (all[0] as number) + (all[1] as number) + all.length
const lerp = ([a, b]: [number, number], t: number): number => a + (b - a) * t

describe('what changes between calls is seen', () => {
  test('another function in the same variable', () => {
    let f = (x: number): number => x + 1
    const fn: Fn = (x) => f(x)
    sameAs(fn)
    f = (x) => x * 2
    sameAs(fn)
    f = square
    sameAs(fn)
    f = 3 as never
    expect(() => pool.mapSync(fn, VALUES, { engine: 'native' })).toThrow(NotNativeError)
  })

  test('another value in a variable of the called function', () => {
    let k: number | boolean = 2
    const f = (x: number): number => x * Number(k)
    const fn: Fn = (x) => f(x) + f(1)
    sameAs(fn)
    k = 5
    sameAs(fn)
    k = true
    sameAs(fn)
  })

  test('a variable of another module', () => {
    const fn: Fn = (x) => ofModule(x)
    sameAs(fn)
    setFactor(7)
    sameAs(fn)
  })

  test('one function of two closures of the same text', () => {
    const make = (k: number) => (x: number) => x * k
    let f = make(2)
    const g = make(3)
    const fn: Fn = (x) => f(x) - g(x)
    sameAs(fn)
    f = make(4)
    sameAs(fn)
    f = g
    sameAs(fn)
  })

  test('a builtin that the called function uses', () => {
    const f = (x: number): number => Math.sqrt(x)
    const fn: Fn = (x) => f(x)
    sameAs(fn)
    const { sqrt } = Math
    try {
      Math.sqrt = () => 7
      expect(codesOf(fn)).toEqual(['patched-builtin'])
    } finally {
      Math.sqrt = sqrt
    }
    sameAs(fn)
  })

  test('a kernel keeps its function, which goes on to read its own variables', () => {
    let k = 2
    const f = (x: number): number => x * k
    const made = kernel((x: number) => f(x))
    sameAs(made)
    k = 3
    expect(made(1)).toBe(3)
    sameAs(made)
    const outer = kernel((x: number) => made(x) + 1)
    sameAs(outer)
  })
})

describe('a function that is not native says what it calls', () => {
  const rows: [string, Fn, string, string][] = [
    ['recursion', (x) => steps(x), 'recursion', 'in `steps`'],
    ['mutual recursion', (x) => (even(x) ? 1 : 0), 'recursion', 'calls'],
    ['a string in a called function', (x) => label(x).length, 'not-numeric', 'in `label`'],
    ['an async function', (x) => later(x), 'async', 'in `later`'],
    ['a bound function', (x) => bound(x), 'native-code', 'in `bound`'],
    ['a class', (x) => new Some(x).x, 'not-numeric', '`new`'],
    ['another kind of function', (x) => parseFloat(String(x)), 'unknown-variable', 'String'],
  ]
  test.each(rows)('%s', (_name, fn, code, words) => {
    const { engine, reasons } = explain(fn)
    expect(engine).toBe('workers')
    expect(reasons[0]?.code).toBe(code)
    expect(reasons.map(({ message }) => message).join()).toContain(words)
    expect(reasons[0]?.snippet?.length).toBeGreaterThan(0)
  })

  test('and runs on workers all the same', () => {
    const numbers = [3, 4]
    expect(pool.mapSync((x: number) => steps(x), numbers)).toEqual([3, 4])
  })
})

const steps = (n: number): number => (n <= 0 ? 0 : 1 + steps(n - 1))
const even = (n: number): boolean => (n <= 0 ? true : odd(n - 1))
const odd = (n: number): boolean => (n <= 0 ? false : even(n - 1))
const label = (x: number): string => `${x}`
const later = async (x: number): Promise<number> => x
const bound = square.bind(undefined)
class Some {
  readonly x: number
  constructor(x: number) {
    this.x = x
  }
}

test('explain lists what a native function takes from outside, and what that takes', () => {
  const { engine, captures, ops } = explain((x: number) => chain(x) * K)
  expect(engine).toBe('native')
  expect(captures).toEqual({ chain, square, scaled, clamped, K: 3, 'scaled.K': 3 })
  expect(ops).toContain('param')
})
