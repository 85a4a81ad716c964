// Operators on numbers and booleans.
import { node, t } from '../lib/tree.mjs'

const ARITHMETIC = ['+', '-', '*', '/', '%', '**']
const BITWISE = ['&', '|', '^', '<<', '>>', '>>>']
const RELATIONS = ['<', '<=', '>', '>=']
const EQUALITIES = ['==', '!=', '===', '!==']

const WEIGHT = { '+': 3, '-': 3, '*': 3, '/': 1.5, '%': 1.5, '**': 0.5 }

const arithmetic = ARITHMETIC.map((operator) => ({
  name: `x ${operator} y`,
  weight: WEIGHT[operator],
  make: (g) => t`(${g.operand()} ${operator} ${g.operand()})`,
}))

const bitwise = BITWISE.map((operator) => ({
  name: `x ${operator} y`,
  weight: 0.6,
  make: (g) => t`(${g.operand()} ${operator} ${g.operand()})`,
}))

const relations = [...RELATIONS, ...EQUALITIES].map((operator) => ({
  name: `x ${operator} y`,
  weight: RELATIONS.includes(operator) ? 2 : 1,
  make: (g) => t`(${g.number()} ${operator} ${g.number()})`,
}))

export const operators = {
  number: [
    ...arithmetic,
    ...bitwise,
    { name: '-x', weight: 1.5, make: (g) => t`(-${g.operand()})` },
    { name: '+x', weight: 0.6, make: (g) => t`(+${g.operand()})` },
    { name: '~x', weight: 0.6, make: (g) => t`(~${g.operand()})` },
    { name: 'x | 0', weight: 1, make: (g) => t`(${g.number()} | 0)` },
    { name: 'x >>> 0', weight: 0.6, make: (g) => t`(${g.number()} >>> 0)` },
    // What a multiplication and an addition give must not become one rounding, nor `a - b` become `b - a`.
    {
      name: 'a * b + c',
      weight: 1,
      make: (g) => t`(${g.number()} * ${g.number()} + ${g.number()})`,
    },
    { name: 'a * b - c * d', weight: 0.6, make: products },
    // Two computations that look like one.
    { name: '(x - y) and (y - x)', weight: 0.4, make: mirrored },
    { name: 'x ** 2, x ** 0.5', weight: 0.6, make: smallPower },
    {
      name: 'c ? x : y',
      weight: 2,
      make: (g) => t`(${g.condition()} ? ${g.number()} : ${g.number()})`,
    },
    { name: 'x && y', weight: 0.6, make: (g) => t`(${g.number()} && ${g.number()})` },
    { name: 'x || y', weight: 0.6, make: (g) => t`(${g.number()} || ${g.number()})` },
    { name: 'x ?? y', weight: 0.5, make: (g) => t`(${g.number()} ?? ${g.number()})` },
    { name: 'x, y', weight: 0.4, make: (g) => t`(${g.expression(anySort(g))}, ${g.number()})` },
  ],
  boolean: [
    ...relations,
    { name: '!x', weight: 2, make: (g) => t`(!${g.condition()})` },
    { name: '!!x', weight: 0.6, make: (g) => t`(!!${g.number()})` },
    // The negation of a comparison is no other comparison: both are false for NaN.
    { name: '!(x < y)', weight: 1, make: negated },
    { name: 'p && q', weight: 1.5, make: (g) => t`(${g.boolean()} && ${g.boolean()})` },
    { name: 'p || q', weight: 1.5, make: (g) => t`(${g.boolean()} || ${g.boolean()})` },
    { name: 'p === q', weight: 0.5, make: (g) => t`(${g.boolean()} === ${g.boolean()})` },
    { name: 'p !== q', weight: 0.5, make: (g) => t`(${g.boolean()} !== ${g.boolean()})` },
    { name: 'p == x', weight: 0.5, make: (g) => t`(${g.boolean()} == ${g.number()})` },
    { name: 'p < x', weight: 0.5, make: (g) => t`(${g.boolean()} < ${g.operand()})` },
    {
      name: 'c ? p : q',
      weight: 1,
      make: (g) => t`(${g.condition()} ? ${g.boolean()} : ${g.boolean()})`,
    },
    { name: 'x === undefined', weight: 0.4, make: (g) => t`(${g.number()} === undefined)` },
    { name: "typeof x === 'number'", weight: 0.4, make: typeTest },
    { name: 'void x', weight: 0.3, make: (g) => t`((void ${g.number()}) == null)` },
  ],
}

function anySort(g) {
  return g.random.chance(0.5) ? 'number' : 'boolean'
}

function products(g) {
  const sign = g.random.pick(['+', '-'])
  return t`(${g.number()} * ${g.number()} ${sign} ${g.number()} * ${g.number()})`
}

function mirrored(g) {
  const [x, y] = [g.number(), g.number()]
  const [inner, outer] = [g.random.pick(['-', '/', '%']), g.random.pick(['+', '-', '*'])]
  return t`((${x} ${inner} ${y}) ${outer} (${y} ${inner} ${x}))`
}

function negated(g) {
  const inner = node(
    'x < y',
    'boolean',
    t`(${g.number()} ${g.random.pick(RELATIONS)} ${g.number()})`,
  )
  return t`(!${inner})`
}

function smallPower(g) {
  return t`(${g.number()} ** ${g.random.pick(['2', '0.5', '0.5', '(-0.5)', '3', '(-1)', '0', '1'])})`
}

function typeTest(g) {
  const [sort, equals] = [anySort(g), g.random.pick(['===', '!=='])]
  return t`(typeof ${g.expression(sort)} ${equals} '${g.random.pick(['number', 'boolean'])}')`
}
