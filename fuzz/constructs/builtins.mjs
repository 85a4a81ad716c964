// Math, Number and the global functions and constants of numbers.
import { joined, node, t } from '../lib/tree.mjs'

const EXACT = ['abs', 'ceil', 'clz32', 'floor', 'fround', 'round', 'sign', 'sqrt', 'trunc']
const BY_ENGINE =
  'acos acosh asin asinh atan atanh cbrt cos cosh exp expm1 log log10 log1p log2 sin sinh tan tanh'
const ONE = [...EXACT, ...BY_ENGINE.split(' '), 'f16round'].filter((name) => name in Math)
const TWO = ['atan2', 'imul', 'pow']
const ANY = ['hypot', 'max', 'min']
const PREDICATES = ['isFinite', 'isInteger', 'isNaN', 'isSafeInteger']
const CONSTANTS = [
  ...['E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'].map(
    (name) => `Math.${name}`,
  ),
  ...['EPSILON', 'MAX_SAFE_INTEGER', 'MAX_VALUE', 'MIN_SAFE_INTEGER', 'MIN_VALUE'].map(
    (name) => `Number.${name}`,
  ),
  ...['NEGATIVE_INFINITY', 'NaN', 'POSITIVE_INFINITY'].map((name) => `Number.${name}`),
  'Infinity',
  'NaN',
]

const one = ONE.map((name) => ({
  name: `Math.${name}`,
  weight: EXACT.includes(name) ? 0.7 : 0.22,
  make: (g) => t`Math.${name}(${g.operand()})`,
}))

const two = TWO.map((name) => ({
  name: `Math.${name}`,
  weight: 0.4,
  make: (g) => t`Math.${name}(${g.operand()}, ${g.operand()})`,
}))

const any = ANY.map((name) => ({
  name: `Math.${name}`,
  weight: 0.9,
  make: (g) => manyArguments(g, name),
}))

const predicates = PREDICATES.map((name) => ({
  name: `Number.${name}`,
  weight: 0.5,
  make: (g) => t`Number.${name}(${g.operand()})`,
}))

const constants = CONSTANTS.map((name) => ({
  name,
  weight: 0.1,
  make: () => [name],
}))

export const builtins = {
  number: [
    ...one,
    ...two,
    ...any,
    ...constants,
    { name: 'Math.f(…) with arguments missing', weight: 0.1, make: missing },
    {
      name: "Math['f'](x)",
      weight: 0.3,
      make: (g) => t`Math['${g.random.pick(ONE)}'](${g.number()})`,
    },
    { name: 'f(...[x, y])', weight: 0.3, make: spread },
    { name: 'parseFloat(x)', weight: 0.25, make: (g) => t`parseFloat(${g.operand()})` },
    { name: 'Number(x)', weight: 0.3, make: (g) => t`Number(${g.operand()})` },
  ],
  boolean: [
    ...predicates,
    { name: 'isNaN', weight: 0.6, make: (g) => t`isNaN(${g.operand()})` },
    { name: 'isFinite', weight: 0.6, make: (g) => t`isFinite(${g.operand()})` },
    { name: 'Object.is', weight: 0.4, make: (g) => t`Object.is(${g.operand()}, ${g.operand()})` },
    { name: 'Boolean(x)', weight: 0.4, make: (g) => t`Boolean(${g.operand()})` },
  ],
}

export const optional = {
  number: [
    {
      name: 'Math?.f(x)',
      weight: 0.3,
      make: (g) => t`Math?.${g.random.pick(ONE)}(${g.number()})`,
    },
  ],
}

function manyArguments(g, name) {
  const count = g.random.weighted([0, 1, 2, 3, 4], (n) => [0.05, 0.5, 4, 2, 0.5][n])
  const list = Array.from({ length: count }, () => g.operand())
  return t`Math.${name}(${joined(list)})`
}

/** What is not given is undefined, and NaN as a number. */
function missing(g) {
  const name = g.random.pick([...ONE, ...TWO])
  return node(
    'Math.f(…) with arguments missing',
    'number',
    t`Math.${name}(${TWO.includes(name) ? [g.number()] : ''})`,
  )
}

function spread(g) {
  const name = g.random.pick(ANY)
  return t`Math.${name}(...[${g.number()}, ${g.number()}], ${g.number()})`
}
