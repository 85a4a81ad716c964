// The table of constructs: what programs are made of. A construct is
//
//   { name, weight?, needs?, when?(g), make(g) }
//
// listed under the sort of what it gives (`number`, `boolean`, `statement`). `make` gives the parts of its text, with the
// nodes that it asked the scope `g` (lib/scope.mjs) for; `when` says whether it can stand at this place,
// and `needs` what a program must have been given for that. A new construct of the language
// is a row more in one of these files; reports count each under its name.
import { branches } from './branches.mjs'
import { builtins } from './builtins.mjs'
import { functions } from './functions.mjs'
import { lists } from './lists.mjs'
import { literals } from './literals.mjs'
import { loops } from './loops.mjs'
import { operators } from './operators.mjs'
import { tables } from './tables.mjs'
import { variables } from './variables.mjs'

const FILES = [operators, builtins, literals, variables, lists, branches, loops, tables, functions]

const all = (sort) => FILES.flatMap((file) => file[sort] ?? [])

export const CONSTRUCTS = {
  number: all('number'),
  boolean: all('boolean'),
  statement: all('statement'),
}
