/**
 * Random numeric functions on the native engine against plain JS, bit for bit: expressions and statements over special
 * values, lengths around the edges of blocks. A failure prints the seed, and fast-check the smallest program it found.
 */
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { NotNativeError, Pool, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const SPECIALS = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  1.5,
  2,
  3,
  -7,
  31,
  32,
  33,
  255,
  256,
  1e-320,
  -5e-324,
  2.2250738585072014e-308,
  1e308,
  -1e308,
  4294967295,
  4294967296,
  2147483647,
  2147483648,
  -2147483648,
  -2147483649,
  9007199254740991,
  0.1,
  Math.PI,
  -Math.PI / 2,
  1e22,
  709.8,
  -745.2,
  Number.NaN,
  Infinity,
  -Infinity,
]
const UNARY = ['-', '+', '~', '!']
const BINARY = ['+', '-', '*', '/', '%', '**', '&', '|', '^', '<<', '>>', '>>>']
const COMPARE = ['<', '<=', '>', '>=', '==', '!=', '===', '!==']
const LOGICAL = ['&&', '||', '??']
const MATH1 = [
  'abs',
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atanh',
  'cbrt',
  'ceil',
  'clz32',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'floor',
  'fround',
  'log',
  'log10',
  'log1p',
  'log2',
  'round',
  'sign',
  'sin',
  'sinh',
  'sqrt',
  'tan',
  'tanh',
  'trunc',
]
const MATH2 = ['atan2', 'imul', 'max', 'min', 'pow', 'hypot']

const literal = fc
  .oneof(fc.constantFrom(...SPECIALS), fc.double(), fc.integer())
  .map((n) =>
    Number.isNaN(n)
      ? 'NaN'
      : Object.is(n, -0) || n < 0
        ? `(${Object.is(n, -0) ? '-0' : n})`
        : String(n),
  )

/** Numbers and conditions in one language; `names` are the variables in scope. */
function expressions(names: string[]) {
  const leaf = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    { weight: 2, arbitrary: literal },
    { weight: 1, arbitrary: fc.constantFrom('Math.PI', 'Math.E', 'Number.EPSILON', 'Infinity') },
  )
  return fc.letrec<{ number: string; condition: string }>((tie) => ({
    number: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(tie('number'), fc.constantFrom(...BINARY), tie('number'))
        .map(([a, o, b]) => `((${a}) ${o} (${b}))`),
      fc
        .tuple(fc.constantFrom(...UNARY.slice(0, 3)), tie('number'))
        .map(([o, a]) => `(${o}(${a}))`),
      fc.tuple(fc.constantFrom(...MATH1), tie('number')).map(([f, a]) => `Math.${f}(${a})`),
      fc
        .tuple(fc.constantFrom(...MATH2), tie('number'), tie('number'))
        .map(([f, a, b]) => `Math.${f}(${a}, ${b})`),
      fc
        .tuple(tie('condition'), tie('number'), tie('number'))
        .map(([c, a, b]) => `((${c}) ? (${a}) : (${b}))`),
      fc
        .tuple(tie('number'), fc.constantFrom(...LOGICAL), tie('number'))
        .map(([a, o, b]) => `((${a}) ${o} (${b}))`),
    ),
    condition: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc
        .tuple(tie('number'), fc.constantFrom(...COMPARE), tie('number'))
        .map(([a, o, b]) => `((${a}) ${o} (${b}))`),
      fc
        .tuple(tie('condition'), fc.constantFrom('&&', '||'), tie('condition'))
        .map(([a, o, b]) => `((${a}) ${o} (${b}))`),
      tie('condition').map((c) => `(!(${c}))`),
      fc
        .tuple(fc.constantFrom('isNaN', 'Number.isFinite', 'Number.isInteger'), tie('number'))
        .map(([f, a]) => `${f}(${a})`),
      tie('number'),
    ),
  }))
}

const { number, condition } = expressions(['x', 'y', 'k'])
const inner = expressions(['x', 'y', 'k', 'a', 'b'])
const body = fc.oneof(
  number.map((e) => `return ${e}`),
  fc
    .tuple(number, number, condition, inner.number, inner.number, inner.condition, inner.number)
    .map(
      ([a, b, c, t, e, d, r]) =>
        `let a = ${a}; const b = ${b}; if (${c}) { a = ${t} } else if (b > 0) { a += ${e} } ` +
        `if (${d}) return a; return ${r}`,
    ),
)

const value = fc.oneof(fc.constantFrom(...SPECIALS), fc.double(), fc.float())
const LENGTHS = [1, 2, 7, 8, 9, 63, 64, 65, 255, 256, 257, 511, 512, 513, 1025]

test('random functions give the bits of plain JS', { timeout: 600_000 }, () => {
  let native = 0
  let all = 0
  fc.assert(
    fc.property(
      body,
      fc.array(fc.tuple(value, value), { minLength: 16, maxLength: 16 }),
      fc.constantFrom(...LENGTHS),
      value,
      (text, seeds, length, k) => {
        all++
        const fn = new Function('k', `return function (x, y) { 'use strict'; ${text} }`)(k) as (
          x: number,
          y: number,
        ) => number
        const xs = Float64Array.from({ length }, (_, i) => seeds[(i * 5) % 16]?.[0] as number)
        const ys = Float64Array.from({ length }, (_, i) => seeds[(i * 3) % 16]?.[1] as number)
        let got: unknown[]
        try {
          got = pool.starmapSync(fn, zip(xs, ys), { engine: 'native', captures: { k } })
        } catch (error) {
          if (error instanceof NotNativeError) return
          throw error
        }
        native++
        for (let i = 0; i < length; i++) {
          const want: unknown = fn(xs[i] as number, ys[i] as number)
          if (!Object.is(got[i], want))
            throw new Error(
              `at ${i}: f(${xs[i]}, ${ys[i]}) with k = ${k}: ${got[i]} instead of ${want}\n${text}`,
            )
        }
      },
    ),
    { numRuns: 3000, endOnFailure: false },
  )
  expect(native / all).toBeGreaterThan(0.85)
})
