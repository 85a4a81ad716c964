// What people write again and again, and what compilers have an instruction of their own for: polynomials, clamps, distances,
// hashes, tests of a range. By chance alone such neighbours hardly meet.
import { literal, tameNumber } from '../lib/numbers.mjs'
import { node, t } from '../lib/tree.mjs'

export const patterns = {
  number: [
    { name: 'polynomial', weight: 0.7, make: polynomial },
    { name: 'clamp', weight: 0.5, make: clamp },
    { name: 'Math.max or min with a zero', weight: 0.7, make: withZero },
    { name: '(a - b) ** 2 + c', weight: 0.3, make: squaredDifference },
    {
      name: 'a * b * c + d',
      weight: 0.3,
      make: (g) => t`(${g.number()} * ${g.number()} * ${g.number()} + ${g.number()})`,
    },
    { name: 'a + (b - a) * c', weight: 0.3, make: between },
    { name: 'x ^ (x >>> n)', weight: 0.4, make: mixed },
    { name: 'object parameter', weight: 0.25, make: objectParameter },
    { name: 'tuple parameter of a helper', weight: 0.25, make: tupleParameter },
  ],
  boolean: [
    { name: 'low <= x && x < high', weight: 0.6, make: inRange },
    { name: 'several comparisons with &&', weight: 0.4, make: comparisons },
  ],
  statement: [
    {
      name: 'throw behind a known check',
      weight: 0.4,
      make: (g) =>
        t`if (typeof ${g.leaf('number')} === '${g.random.pick(['string', 'object'])}') throw new TypeError('no number')`,
    },
  ],
}

/** Something that may be written several times: a variable, or the same expression. */
function repeated(g) {
  return g.random.chance(0.7) ? g.leaf('number') : g.number()
}

function sign(g) {
  return g.random.chance(0.8) ? '+' : '-'
}

/** A coefficient: mostly a literal, and never the one before. */
function coefficient(g) {
  return g.random.chance(0.75)
    ? node('number literal', 'number', [literal(tameNumber(g.random))])
    : g.leaf('number')
}

/** Horner's rule, from the inside out or the outside in. */
function polynomial(g) {
  const x = repeated(g)
  const left = g.random.chance(0.7)
  let sum = [coefficient(g)]
  for (let turns = g.random.between(2, 6); turns > 0; turns--)
    sum = left
      ? t`(${sum} * ${x} ${sign(g)} ${coefficient(g)})`
      : t`(${coefficient(g)} ${sign(g)} ${x} * ${sum})`
  return sum
}

const BOUNDS = ['0', '1', '-1', '(-0)', '255', '0.5', '-0.5']

function clamp(g) {
  const [low, high] = g.random.pick([
    ['0', '1'],
    ['(-1)', '1'],
    ['(-0)', '255'],
    ['(-0.5)', '0'],
    ['(-9)', '(-0)'],
  ])
  const x = g.number()
  return g.random.chance(0.5)
    ? t`Math.min(Math.max(${x}, ${low}), ${high})`
    : t`Math.max(${low}, Math.min(${high}, ${x}))`
}

/** Which of the two zeros comes out depends on neither's place. */
function withZero(g) {
  const [name, zero] = [g.random.pick(['max', 'min']), g.random.pick(['0', '(-0)'])]
  const x = g.random.chance(0.5)
    ? repeated(g)
    : t`(${g.number()} * ${g.random.pick(['0', '(-0)'])})`
  return g.random.chance(0.5) ? t`Math.${name}(${zero}, ${x})` : t`Math.${name}(${x}, ${zero})`
}

function squaredDifference(g) {
  const [a, b] = [repeated(g), repeated(g)]
  return g.random.chance(0.5)
    ? t`((${a} - ${b}) ** 2 + ${g.number()})`
    : t`(${g.number()} + (${a} - ${b}) * (${a} - ${b}))`
}

function between(g) {
  const [a, b] = [repeated(g), repeated(g)]
  return g.random.chance(0.5)
    ? t`(${a} + (${b} - ${a}) * ${g.number()})`
    : t`(${g.number()} * (${b} - ${a}) + ${a})`
}

/** What integer hashes are made of. */
function mixed(g) {
  const x = repeated(g)
  const n = String(g.random.between(0, 33))
  const shifted = t`(${x} ^ (${x} ${g.random.pick(['>>>', '>>>', '<<', '>>'])} ${n}))`
  return g.random.chance(0.5)
    ? shifted
    : t`Math.imul(${shifted}, 0x${g.random.bits().toString(16)})`
}

function objectParameter(g) {
  const [p, q] = [g.fresh('p'), g.fresh('q')]
  return t`(({ ${p}, ${q} = 3 }) => ${p} - ${q} * ${p})({ ${q}: ${g.number()}, ${p}: ${g.number()} })`
}

function tupleParameter(g) {
  const [p, q] = [g.fresh('p'), g.fresh('q')]
  return t`(([${p}, ${q} = 3]) => ${p} - ${q} * ${p})([${g.number()}, ${g.number()}])`
}

function inRange(g) {
  const x = repeated(g)
  const [low, high] = [g.random.pick(BOUNDS), g.number()]
  return g.random.chance(0.5)
    ? t`(${low} <= ${x} && ${x} < ${high})`
    : t`(${x} >= ${low} && ${x} <= ${high})`
}

function comparisons(g) {
  const one = () => t`${g.number()} ${g.random.pick(['<', '<=', '>', '>='])} ${g.number()}`
  return g.random.chance(0.5)
    ? t`(${one()} && ${one()} && ${one()})`
    : t`((${one()} && ${one()}) && ${g.boolean()})`
}
