// Captured arrays as tables: read at an index that is the same for all items, that moves along with a loop, or that each item
// computes for itself. An index out of bounds is right too: the call runs on workers then.
import { named, node, t } from '../lib/tree.mjs'
import { body } from './loops.mjs'

const anyTable = (g) => g.random.pick(g.visible('table')).name
const hasTable = (g) => g.visible('table').length > 0
const canLoop = (g) => hasTable(g) && g.loops.length === 0 && g.fuel > 4

export const tables = {
  number: [
    {
      name: 't.length',
      weight: 0.8,
      needs: 'table',
      when: hasTable,
      make: (g) => t`${anyTable(g)}.length`,
    },
    { name: 't[i], the same for all', weight: 1, needs: 'table', when: hasTable, make: uniform },
    { name: 't[i], gathered', weight: 3, needs: 'table', when: hasTable, make: gathered },
    { name: 't[i], unguarded', weight: 0.06, needs: 'table', when: hasTable, make: unguarded },
    {
      name: 't[i], between two items',
      weight: 0.09,
      needs: 'table',
      when: hasTable,
      make: fractional,
    },
    { name: 't[i], asked for', weight: 0.5, needs: 'table', when: hasTable, make: asked },
    { name: 't[i + 1] - t[i]', weight: 0.5, needs: 'table', when: hasTable, make: neighbours },
  ],
  statement: [
    {
      name: 't[i] ?? …, for its effect',
      weight: 1.3,
      needs: 'table',
      when: (g) => hasTable(g) && g.assignable('number').length > 0,
      make: missed,
    },
    { name: 'for … of', weight: 1.9, needs: 'table', when: canLoop, make: forOf },
    { name: 'for over a table', weight: 2, needs: 'table', when: canLoop, make: along },
    { name: 'argmin over a table', weight: 2.2, needs: 'table', when: canLoop, make: nearest },
    { name: 'const [x, y] = t', weight: 0.9, needs: 'table', when: hasTable, make: firstItems },
    { name: 'search in a table', weight: 2.6, needs: 'table', when: canLoop, make: search },
    {
      name: 'interpolation in a table',
      weight: 3,
      needs: 'table',
      when: hasTable,
      make: interpolation,
    },
    { name: 'polynomial of a table', weight: 2.4, needs: 'table', when: canLoop, make: horner },
  ],
}

/** Tables have at least four items, but for those of changed calls. */
function uniform(g) {
  const table = anyTable(g)
  return g.random.chance(0.5)
    ? t`${table}[${String(g.random.below(4))}]`
    : t`${table}[${table}.length - ${String(g.random.between(1, 3))}]`
}

function gathered(g) {
  const table = g.random.pick(g.visible('table'))
  return g.random.pick([
    () => t`${named(table)}[Math.abs(${g.number()} | 0) % ${table.name}.length]`,
    () => t`${named(table)}[(${g.number()} >>> 0) % ${table.name}.length]`,
    () => t`${named(table)}[${g.number()} & 3]`,
    () => t`${named(table)}[Math.min(Math.max(${g.number()} | 0, 0), ${table.name}.length - 1)]`,
  ])()
}

function unguarded(g) {
  return t`(+${anyTable(g)}[${g.number()}])`
}

/** Within the bounds, but where no item is: there is nothing between two of them. */
function fractional(g) {
  const table = anyTable(g)
  return t`(+${table}[Math.abs(${g.number()}) % 3])`
}

/** Both items by one look at the index. */
function neighbours(g) {
  const [table, x] = [anyTable(g), g.leaf('number')]
  const index = t`((${x} >>> 0) % (${table}.length - 1))`
  return t`(${table}[${index} + 1] - ${table}[${index}])`
}

/** A branch keeps the index in bounds. */
function asked(g) {
  const [table, i] = [anyTable(g), g.visible('number')]
  const index = i.length > 0 ? g.random.pick(i).name : '0'
  return t`(Number.isInteger(${index}) && ${index} >= 0 && ${index} < ${table}.length ? ${table}[${index}] : ${g.number()})`
}

/** What becomes of the item matters to nobody; whether there is one does. */
function missed(g) {
  const item = g.random.chance(0.6) ? gathered(g) : t`${anyTable(g)}[${g.number()}]`
  return t`;${item} ?? (${g.random.pick(g.assignable('number')).name} = ${g.number()})`
}

function forOf(g) {
  return g.inBlock(() => {
    const item = g.fresh('e')
    const table = anyTable(g)
    g.declare({ name: item, sort: 'number', mutable: false, label: 'item of a table' })
    return t`for (const ${item} of ${table}) {\n${body(g)}}`
  })
}

function along(g) {
  return g.inBlock(() => {
    const [i, table] = [g.fresh('i'), anyTable(g)]
    const next = g.random.chance(0.3)
    g.declare({ name: i, sort: 'number', mutable: false, label: 'loop counter' })
    g.declare({
      name: `${table}[${i}]`,
      sort: 'number',
      mutable: false,
      label: 't[i], along a loop',
    })
    if (next)
      g.declare({
        name: `${table}[${i} + 1]`,
        sort: 'number',
        mutable: false,
        label: 't[i], along a loop',
      })
    const bound = `${table}.length${next ? ' - 1' : ''}`
    return t`for (let ${i} = 0; ${i} < ${bound}; ${i}++) {\n${body(g)}}`
  })
}

/** The index of the item that is nearest: what an index-returning kernel is mostly written for. */
function nearest(g) {
  const [i, d, best, at, table] = [
    g.fresh('i'),
    g.fresh('d'),
    g.fresh('m'),
    g.fresh('w'),
    anyTable(g),
  ]
  const made = t`let ${best} = Infinity, ${at} = -1
for (let ${i} = 0; ${i} < ${table}.length; ${i}++) {
const ${d} = Math.abs(${table}[${i}] - ${g.number()})
if (${d} < ${best}) {
${best} = ${d}
${at} = ${i}
}
}`
  g.declare({ name: best, sort: 'number', mutable: true })
  g.declare({ name: at, sort: 'number', mutable: true })
  return made
}

/** Bisection: each item goes its own way through the table. */
function search(g) {
  const [low, high, middle, table] = [g.fresh('v'), g.fresh('v'), g.fresh('m'), anyTable(g)]
  const made = t`let ${low} = 0, ${high} = ${table}.length
while (${low} < ${high}) {
const ${middle} = (${low} + ${high}) >>> 1
if (${table}[${middle}] < ${node('bound of a search', 'number', t`${g.number()}`)}) ${low} = ${middle} + 1
else ${high} = ${middle}
}`
  g.declare({ name: low, sort: 'number', mutable: false })
  return made
}

/** The place is a product, as it is where a table has a step, or something else. */
function interpolation(g) {
  const [at, i, value, table] = [g.fresh('p'), g.fresh('i'), g.fresh('v'), anyTable(g)]
  const whole = t`((${g.number()} >>> 0) % (${table}.length - 1))`
  const place = g.random.pick([
    () => t`${whole} * 0.37`,
    () => t`${whole} / 3`,
    () => t`Math.min(${whole} * 0.99, 1.75)`,
  ])()
  const [first, second] = [`${table}[${i}]`, `${table}[${i} + 1]`]
  const form = g.random.pick([
    `${first} + (${second} - ${first}) * (${at} - ${i})`,
    `${first} + (${at} - ${i}) * (${second} - ${first})`,
    `(1 - (${at} - ${i})) * ${first} + (${at} - ${i}) * ${second}`,
  ])
  const made = t`const ${at} = ${place}, ${i} = Math.floor(${at}), ${value} = ${form}`
  g.declare({ name: value, sort: 'number', mutable: false })
  return made
}

/** Coefficients from outside. */
function horner(g) {
  const [sum, i, table] = [g.fresh('v'), g.fresh('i'), anyTable(g)]
  const x = g.leaf('number')
  const made = t`let ${sum} = 0
for (let ${i} = ${table}.length - 1; ${i} >= 0; ${i}--) ${sum} = ${sum} * ${x} + ${table}[${i}]`
  g.declare({ name: sum, sort: 'number', mutable: true })
  return made
}

/** Tables have these items, but for those of changed calls. */
function firstItems(g) {
  const [x, y, table] = [g.fresh('v'), g.fresh('v'), anyTable(g)]
  const form = g.random.pick([
    `[${x}, ${y}]`,
    `[${x}, , ${y}]`,
    `[${x}, ${y} = 2]`,
    `{ length: ${x}, length: ${y} }`,
  ])
  for (const name of [x, y]) g.declare({ name, sort: 'number', mutable: true })
  return g.random.chance(0.7)
    ? t`let ${form} = ${table}`
    : t`let ${x} = 1, ${y} = 2\n;(${form} = ${table})`
}
