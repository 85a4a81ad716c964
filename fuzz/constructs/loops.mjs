// Loops of every form. All end by themselves, after few turns: their counters are no variables that a program assigns to,
// and whatever a program computes as a bound is kept small.
import { node, t } from '../lib/tree.mjs'

/** Loops in each other: the turns multiply. */
const DEEPEST = 2

export const canLoop = (g) => g.loops.length < DEEPEST && g.fuel > 4
const inLoop = (g) => g.loops.some(({ block }) => !block)
const labelled = (g) => g.loops.filter(({ label }) => label !== undefined)

export const loops = {
  statement: [
    { name: 'for, uniform', weight: 1, when: canLoop, make: (g) => counted(g, String(turns(g))) },
    { name: 'for, divergent', weight: 1, when: canLoop, make: divergent },
    { name: 'for, downwards', weight: 0.5, when: canLoop, make: downwards },
    { name: 'for (;;)', weight: 0.6, when: canLoop, make: endless },
    { name: 'while', weight: 0.8, when: canLoop, make: whileLoop },
    { name: 'do … while', weight: 0.6, when: canLoop, make: doLoop },
    {
      name: 'nested loops',
      weight: 0.8,
      when: (g) => g.loops.length === 0 && g.fuel > 8,
      make: nested,
    },
    { name: 'break', weight: 3, when: inLoop, make: (g) => jump(g, 'break') },
    { name: 'continue', weight: 3, when: inLoop, make: (g) => jump(g, 'continue') },
    {
      name: 'break label',
      weight: 8,
      when: (g) => labelled(g).length > 0,
      make: (g) => jump(g, 'break', labelled(g)),
    },
    {
      name: 'continue label',
      weight: 22,
      when: (g) => labelled(g).some(({ block }) => !block),
      make: (g) =>
        jump(
          g,
          'continue',
          labelled(g).filter(({ block }) => !block),
        ),
    },
    { name: 'break of a labelled block', weight: 0.4, make: labelledBlock },
  ],
}

function turns(g) {
  return g.random.weighted([0, 1, 2, 3, 5, 9, 33], (n) =>
    n > 30 ? (g.loops.length > 0 ? 0 : 0.3) : 1,
  )
}

/** Statements of a loop's body, which changes something that is read behind it. */
export function body(g, most = 3, entry = {}) {
  return g.inBlock(() => {
    g.loops.push(entry)
    const list = [...g.statementsHere(most).parts, ...accumulate(g)]
    g.loops.pop()
    return node('statements', 'statements', list)
  })
}

function accumulate(g) {
  const targets = g.assignable('number')
  if (targets.length === 0) return []
  const { name } = g.random.pick(targets)
  const operator = g.random.pick(['+=', '-=', '*=', '=', '+=', '='])
  return [node('assignment in a loop', 'statement', t`;${name} ${operator} ${g.number()}`), '\n']
}

/** A counter that everything inside may read. */
function counted(g, bound, from = String(g.random.between(0, 2)), update = undefined) {
  return g.inBlock(() => {
    const i = g.fresh('i')
    g.declare({ name: i, sort: 'number', mutable: false, label: 'loop counter' })
    const how = update ?? g.random.pick(['++', '++', ' += 1', ' += 2'])
    const inner = body(g)
    return t`for (let ${i} = ${from}; ${i} < ${bound}; ${i}${how}) {\n${inner}}`
  })
}

/** Each item makes turns of its own. */
function divergent(g) {
  const bound = g.random.pick([
    () => t`Math.min(6, ${g.number()})`,
    () => t`(${g.number()} & 7)`,
    () => t`Math.min(${g.number()}, 4)`,
  ])()
  return counted(g, bound, '0', '++')
}

function downwards(g) {
  return g.inBlock(() => {
    const i = g.fresh('i')
    const bound = t`Math.max(0, ${g.number()})`
    g.declare({ name: i, sort: 'number', mutable: false, label: 'loop counter' })
    return t`for (let ${i} = ${String(g.random.between(1, 6))}; ${i} > ${bound}; ${i}--) {\n${body(g)}}`
  })
}

function endless(g) {
  const n = g.fresh('n')
  const most = String(g.random.between(0, 5))
  return t`{ let ${n} = 0\nfor (;;) {\nif (${n}++ >= ${most}) break\n${body(g)}} }`
}

function whileLoop(g) {
  const n = g.fresh('n')
  const cond = g.condition()
  return t`{ let ${n} = ${String(turns(g))}\nwhile (${n} > 0 && ${cond}) {\n${n}--\n${body(g)}} }`
}

function doLoop(g) {
  const n = g.fresh('n')
  const most = String(g.random.between(1, 5))
  return t`{ let ${n} = 0\ndo {\n${n}++\n${body(g)}} while (${n} < ${most} && ${g.condition()}) }`
}

/** A loop with a label, and one inside that may leave both. */
function nested(g) {
  const label = g.fresh('outer')
  const [i, j] = [g.fresh('i'), g.fresh('j')]
  return g.inBlock(() => {
    g.declare({ name: i, sort: 'number', mutable: false, label: 'loop counter' })
    g.loops.push({ label })
    const inner = g.inBlock(() => {
      g.declare({ name: j, sort: 'number', mutable: false, label: 'loop counter' })
      const bound = g.random.chance(0.5) ? '3' : t`Math.min(4, ${g.number()})`
      return t`for (let ${j} = 0; ${j} < ${bound}; ${j}++) {\n${body(g)}}`
    })
    g.loops.pop()
    const first = String(g.random.between(1, 4))
    return t`${label}: for (let ${i} = 0; ${i} < ${first}; ${i}++) {\n${inner}\n}`
  })
}

function jump(g, keyword, targets = undefined) {
  const label = targets === undefined ? '' : ` ${g.random.pick(targets).label}`
  return t`if (${g.condition()}) ${keyword}${label}`
}

function labelledBlock(g) {
  const label = g.fresh('out')
  return t`${label}: {\n${body(g, 3, { label, block: true })}}`
}
