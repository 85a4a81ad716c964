// The table of constructs: what programs are made of. A construct is
//
//   { name, weight?, needs?, when?(g), make(g) }
//
// listed under the sort of what it gives (`number`, `boolean`, `statement`). `make` gives the parts of its text, with the
// nodes that it asked the scope `g` (lib/scope.mjs) for; `when` says whether it can stand at this place, and `needs` what a
// program must have been given for that. A new construct of the language is a row more in one of these files; reports
// count each under its name.
import { branches } from './branches.mjs'
import { builtins, optional } from './builtins.mjs'
import { choices } from './choices.mjs'
import { functions } from './functions.mjs'
import { lists } from './lists.mjs'
import { literals } from './literals.mjs'
import { loops } from './loops.mjs'
import { operators } from './operators.mjs'
import { patterns } from './patterns.mjs'
import { recurrences } from './recurrences.mjs'
import { tables } from './tables.mjs'
import { variables } from './variables.mjs'

const BASE = [operators, builtins, literals, variables, lists, branches, patterns]

const table = Float64Array.of(1, 2)
const beside = (x) => x + 1
const object = { a: 1 }

/** Larger parts of the language, each with a function that shows whether an engine takes it at all. */
const PARTS = [
  { part: 'optional chaining', rows: optional, sample: (x) => Math?.abs(x) },
  {
    part: 'loops',
    rows: { statement: [...loops.statement, ...recurrences.statement] },
    sample: (x) => {
      let sum = 0
      for (let i = 0; i < x; i++) sum += i
      return sum
    },
  },
  { part: 'tables', rows: tables, sample: (x) => table[x & 1] },
  { part: 'functions', rows: functions, sample: (x) => beside(x) },
  {
    part: 'switch',
    rows: choices,
    sample: (x) => {
      switch (x) {
        case 1:
          return 2
        default:
          return x
      }
    },
  },
  { part: 'objects', rows: {}, sample: (x) => x * object.a },
  { part: 'results of several values', rows: {}, sample: (x) => [x, -x] },
]

/**
 * The constructs of the parts that an engine takes: the others would only be refused.
 *
 * @param {(fn: (x: number) => unknown) => { engine: string }} explain - the package's
 */
export function constructsOf(explain) {
  const taken = PARTS.filter(({ sample }) => explain(sample).engine === 'native')
  const files = [...BASE, ...taken.map(({ rows }) => rows)]
  const all = (sort) => files.flatMap((file) => file[sort] ?? [])
  return {
    number: all('number'),
    boolean: all('boolean'),
    statement: all('statement'),
    parts: taken.map(({ part }) => part),
    missing: PARTS.filter((one) => !taken.includes(one)).map(({ part }) => part),
  }
}
