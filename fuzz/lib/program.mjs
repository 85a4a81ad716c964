// A random program: a function in one of the forms of the language, its parameters, and what it captures.
import { helperBeside, pairOf } from '../constructs/functions.mjs'
import { declare } from '../constructs/variables.mjs'
import { Scope } from './scope.mjs'
import { joined, node, printTidy, t } from './tree.mjs'

/**
 * @typedef {{
 *   tree: import('./tree.mjs').Node the helpers beside the function, and the function
 *   shape: 'one' | 'many' | 'tuple'
 *   columns: number
 *   result: string
 *   parts: number so many values are a result, where it is an array or an object
 *   captures: { name: string, kind: 'number' | 'boolean' | 'builtin' | 'table' | 'object' }[]
 * }} Program
 */

/** What programs capture: the sort of variable that it is to them, and how reports call it. */
const CAPTURED = {
  number: { sort: 'number', label: 'captured number', weight: 5 },
  boolean: { sort: 'boolean', label: 'captured boolean', weight: 1 },
  builtin: { sort: 'alias', label: 'captured Math.f', weight: 1 },
  table: { sort: 'table', label: 'captured table', weight: 3.2 },
  object: { weight: 1.5 },
}

/** What is known of a captured object: properties of each sort. */
const MEMBERS = {
  a: { sort: 'number', label: 'object.property' },
  b: { sort: 'number', label: 'object.property' },
  isOn: { sort: 'boolean', label: 'object.property' },
  'inner.c': { sort: 'number', label: 'object.object.property' },
  list: { sort: 'table', label: 'object.array' },
  f: { sort: 'helper', label: 'object.function' },
}

/** What programs give. */
const RESULTS = { number: 8, boolean: 1.5, tuple: 0.7, record: 0.4 }
const SEVERAL = ['tuple', 'record']

/** Programs from a single operation, where nothing hides a wrong bit, to a few hundred nodes. */
function anyFuel(random) {
  return random.weighted(
    [2, 8, 20, 45, 110],
    (fuel) => ({ 2: 1, 8: 2, 20: 4, 45: 4, 110: 1 })[fuel],
  )
}

/** @returns {Program} */
export function anyProgram(random, constructs) {
  const g = new Scope(random, constructs, anyFuel(random))
  if (constructs.statement.includes(g.favourite)) g.fuel += 20
  const several = constructs.parts.includes('results of several values')
  g.result = random.weighted(Object.keys(RESULTS), (one) =>
    several || !SEVERAL.includes(one) ? RESULTS[one] : 0,
  )
  if (g.result === 'tuple') g.parts = random.weighted([2, 3, 5], (n) => [0, 0, 2, 1, 0, 1][n])
  const beside = anyHelpers(g)
  const captures = anyCaptures(g)
  const shape = random.weighted(
    ['one', 'many', 'tuple'],
    (one) => ({ one: 4, many: 5, tuple: 1 })[one],
  )
  const columns = shape === 'one' ? 1 : random.weighted([1, 2, 3, 4], (n) => [0, 0.3, 5, 2, 1][n])
  const parameters = anyParameters(g, shape, columns)
  const tree = node('program', 'program', [beside, anyForm(g, parameters)])
  return { tree, shape, columns, captures, result: g.result, parts: g.parts }
}

/** How many of this the program's favourite needs. */
function needed(g, ...what) {
  return what.includes(g.favourite.needs) ? 1 : 0
}

/** Functions beside the program. They come first, so that what they read is their own. */
function anyHelpers(g) {
  const list = []
  if (!g.constructs.parts.includes('functions')) return node('statements', 'statements', [])
  const count = g.random.weighted([0, 1, 2], (n) => [8, 1.5, 0.5][n])
  for (let left = Math.max(count, needed(g, 'helper')); left > 0; left--) {
    const name = g.fresh('h')
    list.push(helperBeside(g, name), '\n')
    g.declare({ name, sort: 'helper', mutable: false })
  }
  return node('statements', 'statements', list)
}

/** The text of the function, and of what stands beside it. */
export function textOf({ tree: { parts } }) {
  const [beside, fn] = parts.map(printTidy)
  return { beside: beside.trim(), fn }
}

function anyCaptures(g) {
  const captures = []
  const count = g.random.weighted([0, 1, 2, 3], (n) => [4, 4, 2, 1][n])
  const least = needed(g, 'table')
  const { parts } = g.constructs
  const kinds = Object.keys(CAPTURED).filter(
    (one) =>
      (one !== 'table' || parts.includes('tables')) &&
      (one !== 'object' || parts.includes('objects')),
  )
  for (let i = 0; i < Math.max(count, least); i++) {
    const any = g.random.weighted(kinds, (one) => CAPTURED[one].weight)
    const kind = i < least ? 'table' : any
    const { sort, label } = CAPTURED[kind]
    const name = g.fresh('k')
    if (kind === 'object')
      for (const [key, member] of Object.entries(MEMBERS))
        g.declare({ name: `${name}.${key}`, mutable: false, ...member })
    else g.declare({ name, sort, mutable: false, label })
    captures.push({ name, kind })
  }
  return captures
}

/** Names for the columns; now and then one more with a default value, or the rest of a tuple. */
function anyParameters(g, shape, columns) {
  const { random } = g
  const gathers = shape === 'tuple' && columns > 1 && random.chance(0.2)
  const list = Array.from({ length: gathers ? columns - 1 : columns }, () => {
    const name = g.fresh('x')
    g.declare({ name, sort: 'number', mutable: true, label: 'parameter' })
    return name
  })
  if (gathers) {
    const name = g.fresh('r')
    list.push(node('rest element', 'number', [`...${name}`]))
    g.declare({ name: `${name}[0]`, sort: 'number', mutable: false })
    g.declare({ name: `${name}.length`, sort: 'number', mutable: false })
  } else if (random.chance(0.12)) {
    const name = g.fresh('d')
    // A default value may read the parameters before it.
    list.push(node('default value', 'number', t`${name} = ${g.number()}`))
    g.declare({ name, sort: 'number', mutable: true })
  }
  return shape === 'tuple'
    ? t`(${node('tuple parameter', 'number', t`[${joined(list)}]`)})`
    : t`(${joined(list)})`
}

const FORMS = ['arrow', 'arrow', 'arrow with body', 'function', 'named function', 'method']

function anyForm(g, parameters) {
  const wants = g.constructs.statement.includes(g.favourite) || needed(g, 'pair', 'boolean') > 0
  const form =
    wants || (g.fuel > 25 && g.random.chance(0.75)) ? 'arrow with body' : g.random.pick(FORMS)
  if (form === 'arrow') return node(form, 'function', t`${parameters} => ${g.given()}`)
  const body = t`{\n${bodyOf(g)}\n}`
  switch (form) {
    case 'arrow with body':
      return node(form, 'function', t`${parameters} => ${body}`)
    case 'function':
      return node(form, 'function', t`function ${parameters} ${body}`)
    case 'named function':
      return node(form, 'function', t`function ${g.fresh('named')}${parameters} ${body}`)
    default: {
      const name = g.fresh('method')
      return node(form, 'function', t`{ ${name}${parameters} ${body} }.${name}`)
    }
  }
}

/** Statements and the last return, in one block: what they declare, it may read. */
function bodyOf(g) {
  const list = []
  // Without one to begin with, hardly anything assigns a boolean.
  if (needed(g, 'pair') > 0) list.push(node('f gives [x, y]', 'statement', pairOf(g)), '\n')
  if (g.random.chance(0.3) || needed(g, 'boolean') > 0)
    list.push(node('let', 'statement', declare(g, 'let', 'boolean')), '\n')
  const count = g.random.between(0, 5)
  for (let i = 0; i < count && g.fuel > 6; i++) list.push(g.statement(), '\n')
  list.push(node('return', 'statement', t`return ${g.given()}`))
  return node('statements', 'statements', list)
}
