// Literals in the forms that source text has for them.
import { anyNumber, literal } from '../lib/numbers.mjs'
import { node, t } from '../lib/tree.mjs'

const FORMS = {
  'hexadecimal literal': (r) => `0x${r.bits().toString(16)}`,
  'octal literal': (r) => `0o${r.below(4096).toString(8)}`,
  'binary literal': (r) => `0b${r.below(4096).toString(2)}`,
  'literal with exponent': (r) => `${r.between(1, 99)}e${r.between(-330, 308)}`,
  'literal with separators': (r) => `${r.between(1, 999)}_${100 + r.below(900)}.5`,
}

const FOLDED = ['abs', 'ceil', 'floor', 'fround', 'round', 'sign', 'sqrt', 'trunc', 'clz32']
const OPERATORS = ['+', '-', '*', '/', '%', '%', '&', '|', '^', '<<', '>>', '>>>']

/** Halves, special values, and anything. */
function any(g) {
  const { random } = g
  const value = random.chance(0.4) ? random.between(-9, 9) + 0.5 : anyNumber(random)
  return node('number literal', 'number', [literal(value)])
}

/** What the compiler computes itself must be what it would have left to the run. */
const folded = [
  {
    name: 'Math.f of a literal',
    weight: 0.8,
    make: (g) => t`Math.${g.random.pick(FOLDED)}(${any(g)})`,
  },
  {
    name: 'operation on literals',
    weight: 0.4,
    make: (g) => t`(${any(g)} ${g.random.pick(OPERATORS)} ${any(g)})`,
  },
]

export const literals = {
  number: folded.concat(
    Object.entries(FORMS).map(([name, text]) => ({
      name,
      weight: 0.15,
      make: (g) => t`${text(g.random)}`,
    })),
  ),
}
