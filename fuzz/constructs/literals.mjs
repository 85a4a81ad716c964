// Literals in the forms that source text has for them.
import { t } from '../lib/tree.mjs'

const FORMS = {
  'hexadecimal literal': (r) => `0x${r.bits().toString(16)}`,
  'octal literal': (r) => `0o${r.below(4096).toString(8)}`,
  'binary literal': (r) => `0b${r.below(4096).toString(2)}`,
  'literal with exponent': (r) => `${r.between(1, 99)}e${r.between(-330, 308)}`,
  'literal with separators': (r) => `${r.between(1, 999)}_${100 + r.below(900)}.5`,
}

export const literals = {
  number: Object.entries(FORMS).map(([name, text]) => ({
    name,
    weight: 0.15,
    make: (g) => t`${text(g.random)}`,
  })),
}
