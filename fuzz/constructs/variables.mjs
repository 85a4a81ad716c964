// Variables: declarations, every form of assignment, destructuring.
import { literal, tameNumber } from '../lib/numbers.mjs'
import { node, t } from '../lib/tree.mjs'

const COMPOUND = ['+=', '-=', '*=', '/=', '%=', '**=', '&=', '|=', '^=', '<<=', '>>=', '>>>=']
const LOGICAL = ['&&=', '||=', '??=']
const UPDATES = ['x++', '++x', 'x--', '--x']

const canAssign = (g) => g.assignable('number').length > 0
const target = (g) => g.random.pick(g.assignable('number')).name

const assignments = [
  { name: 'x = y', weight: 1, make: (g) => t`(${target(g)} = ${g.number()})` },
  ...COMPOUND.map((operator) => ({
    name: `x ${operator} y`,
    weight: 0.2,
    make: (g) => t`(${target(g)} ${operator} ${g.operand()})`,
  })),
  ...LOGICAL.map((operator) => ({
    name: `x ${operator} y`,
    weight: 0.3,
    make: (g) => t`(${target(g)} ${operator} ${g.number()})`,
  })),
  ...UPDATES.map((form) => ({
    name: form,
    weight: 0.3,
    make: (g) => t`(${form.replace('x', target(g))})`,
  })),
]

export const variables = {
  // Inside of expressions, where the order of evaluation shows.
  number: assignments.map((one) => ({ ...one, weight: one.weight * 0.3, when: canAssign })),
  boolean: [
    ...['=', '&&=', '||='].map((operator) => ({
      name: `p ${operator} q`,
      weight: 2,
      needs: 'boolean',
      when: (g) => g.assignable('boolean').length > 0,
      make: (g) => t`(${g.random.pick(g.assignable('boolean')).name} ${operator} ${g.boolean()})`,
    })),
  ],
  statement: [
    { name: 'let', weight: 5, make: (g) => declare(g, 'let') },
    { name: 'const', weight: 3, make: (g) => declare(g, 'const') },
    { name: 'var', weight: 1, make: (g) => declare(g, 'var') },
    { name: 'let x, y', weight: 0.5, make: several },
    { name: 'let [x, y] = [y, x]', weight: 0.7, make: destructured },
    {
      name: '[x, y] = [y, x]',
      weight: 0.5,
      when: (g) => g.assignable('number').length > 1,
      make: swapped,
    },
    { name: 'shadowed name', weight: 0.4, when: canAssign, make: shadowed },
    { name: 'unicode in names', weight: 0.4, make: unicode },
    ...assignments.map((one) => ({
      ...one,
      weight: one.weight * 0.8,
      when: canAssign,
      make: (g) => t`;${node(one.name, 'number', one.make(g))}`,
    })),
  ],
}

/** A variable of the sort, or of either. */
export function declare(g, keyword, sort = g.random.chance(0.75) ? 'number' : 'boolean') {
  const value = g.expression(sort)
  const { name } = g.declare({ name: g.fresh('v'), sort, mutable: keyword !== 'const' })
  return t`${keyword} ${name} = ${value}`
}

/** The second may use the first; the third has no value until it is assigned. */
function several(g) {
  const [first, second, third] = [g.fresh('v'), g.fresh('v'), g.fresh('v')]
  const a = g.number()
  g.declare({ name: first, sort: 'number', mutable: true })
  const b = g.number()
  g.declare({ name: second, sort: 'number', mutable: true })
  const c = g.number()
  g.declare({ name: third, sort: 'number', mutable: true })
  return t`let ${first} = ${a}, ${second} = ${b}, ${third}; ${third} = ${c}`
}

function destructured(g) {
  const keyword = g.random.pick(['let', 'const'])
  const [a, b, c] = [g.number(), g.number(), g.number()]
  const names = [g.fresh('v'), g.fresh('v'), g.fresh('v')]
  for (const name of names) g.declare({ name, sort: 'number', mutable: keyword === 'let' })
  const [x, y, z] = names
  return t`${keyword} [${x}, ${y}, ${z} = ${c}] = [${a}, ${b}]`
}

function swapped(g) {
  const [x, y] = [target(g), target(g)]
  return x === y ? t`;[${x}] = [${g.number()}]` : t`;[${x}, ${y}] = [${y}, ${g.number()}]`
}

/** A block whose first statement hides a variable of the outside. */
function shadowed(g) {
  const name = target(g)
  const value = literal(tameNumber(g.random))
  const rest = g.inBlock(() => {
    g.declare({ name, sort: 'number', mutable: true })
    return g.statementsHere(3)
  })
  return t`{ let ${name} = ${value}\n${rest} }`
}

/** Names that are not ASCII, or written with escapes. */
function unicode(g) {
  const value = g.number()
  const number = g.fresh('')
  const [written, name] = g.random.pick([
    [`\\u0061${number}`, `a${number}`],
    [`größe${number}`, `größe${number}`],
    [`\\u{62}${number}`, `\\u0062${number}`],
    [`$_${number}`, `$_${number}`],
  ])
  g.declare({ name, sort: 'number', mutable: true })
  return t`let ${written} = ${value}`
}
