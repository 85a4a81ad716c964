// Captured arrays as tables: read at an index that is the same for all items, that moves along with a loop, or that each item
// computes for itself. An index out of bounds is right too: the call runs on workers then.
import { node, t } from '../lib/tree.mjs'
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
    { name: 't[i], unguarded', weight: 0.036, needs: 'table', when: hasTable, make: unguarded },
    { name: 't[i], asked for', weight: 0.5, needs: 'table', when: hasTable, make: asked },
  ],
  statement: [
    {
      name: 't[i] ?? …, for its effect',
      weight: 1,
      needs: 'table',
      when: (g) => hasTable(g) && g.assignable('number').length > 0,
      make: missed,
    },
    { name: 'for … of', weight: 1.5, needs: 'table', when: canLoop, make: forOf },
    { name: 'for over a table', weight: 2, needs: 'table', when: canLoop, make: along },
    { name: 'argmin over a table', weight: 2.2, needs: 'table', when: canLoop, make: nearest },
    { name: 'search in a table', weight: 2.6, needs: 'table', when: canLoop, make: search },
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
  const table = anyTable(g)
  return g.random.pick([
    () => t`${table}[Math.abs(${g.number()} | 0) % ${table}.length]`,
    () => t`${table}[(${g.number()} >>> 0) % ${table}.length]`,
    () => t`${table}[${g.number()} & 3]`,
    () => t`${table}[Math.min(Math.max(${g.number()} | 0, 0), ${table}.length - 1)]`,
  ])()
}

function unguarded(g) {
  return t`(+${anyTable(g)}[${g.number()}])`
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
