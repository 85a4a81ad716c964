// Loops that people write for what they compute: each turn makes the next values of those before. What they change is read
// behind them; a wrong bit of it is a wrong result.
import { t } from '../lib/tree.mjs'
import { canLoop } from './loops.mjs'

const row = (name, weight, make) => ({ name, weight, when: canLoop, make })

export const recurrences = {
  statement: [
    row('values that change places', 1, exchange),
    row('values that change places in turn', 0.6, rotation),
    row('greatest common divisor', 0.5, divisor),
    row('until it is too large', 1.2, leaving),
    row('Newton iteration', 0.3, newton),
  ],
}

/** Turns that are the same for all items, or that each item has of its own. */
function turns(g, most = 4) {
  return g.random.chance(0.5) ? String(g.random.between(1, most)) : t`(${g.number()} & 3)`
}

/** Declares what a loop has changed: it is what the program goes on with. */
function declare(g, ...names) {
  for (const name of names) g.declare({ name, sort: 'number', mutable: true })
}

/** Each becomes what the other one was: nothing may be written before all has been read. */
function exchange(g) {
  const [a, b, i, kept] = [g.fresh('v'), g.fresh('v'), g.fresh('i'), g.fresh('k')]
  const bound = turns(g)
  const change = g.random.pick([
    `;[${a}, ${b}] = [${b}, ${a}]`,
    `;[${b}, ${a}] = [${a}, ${b}]`,
    `;[${a}, ${b}] = [${b}, ${a} + 1]`,
    `;[${a}, ${b}] = [${b}, ${a} + ${b}]`,
    `;[${b}, ${a}] = [${a} - ${b}, ${b}]`,
    `const ${kept} = ${a}\n${a} = ${b}\n${b} = ${kept}`,
  ])
  const made = t`let ${a} = ${g.number()}, ${b} = ${g.number()}
for (let ${i} = 0; ${i} < ${bound}; ${i}++) {
${change}
}`
  declare(g, a, b)
  return made
}

function rotation(g) {
  const [a, b, c, i] = [g.fresh('v'), g.fresh('v'), g.fresh('v'), g.fresh('i')]
  const bound = turns(g)
  const made = t`let ${a} = ${g.number()}, ${b} = ${g.number()}, ${c} = ${g.number()}
for (let ${i} = 0; ${i} < ${bound}; ${i}++) {
;[${a}, ${b}, ${c}] = [${b}, ${g.random.pick([`${c}, ${a}`, `${c}, ${a} - ${b}`, `${a}, ${c} + 1`])}]
}`
  declare(g, a, b, c)
  return made
}

/** Euclid's algorithm: each item makes turns of its own, as do all that follow. */
function divisor(g) {
  const [a, b, n] = [g.fresh('v'), g.fresh('v'), g.fresh('n')]
  const made = t`let ${a} = ${g.number()}, ${b} = ${g.number()}
for (let ${n} = 0; ${n} < 12 && ${b} !== 0; ${n}++) {
;[${a}, ${b}] = [${b}, ${a} % ${b}]
}`
  declare(g, a, b)
  return made
}

/** A value changes in its place until it leaves the bounds: what left stays as it is, whatever the others do. */
function leaving(g) {
  const [z, n] = [g.fresh('v'), g.fresh('n')]
  const start = g.random.chance(0.7) ? g.leaf('number') : g.number()
  const step = g.leaf('number')
  const change = g.random.pick([
    () => t`${z} = ${z} * ${z} + ${step}`,
    () => t`${z} += ${step}`,
    () => t`${z} -= ${step}`,
    () => t`${z} *= 2`,
    () => t`${z} = ${z} / 2 - 1`,
    () => t`${z} = Math.sqrt(${z}) + ${step}`,
    () => t`${z}++`,
  ])()
  const condition = g.random.pick([`${z} < 16`, `Math.abs(${z}) <= 9`, `!(${z} > 40)`, `${z} > -9`])
  const made = t`let ${z} = ${start}, ${n} = 0
while (${condition} && ${n} < ${String(g.random.between(3, 9))}) {
${change}
${n}++
}`
  declare(g, n, z)
  return made
}

/** Until it no longer changes, and not for ever. */
function newton(g) {
  const [x, n, before] = [g.fresh('v'), g.fresh('n'), g.fresh('b')]
  const start = g.number()
  const made = t`let ${x} = ${start}
for (let ${n} = 0; ${n} < 8; ${n}++) {
const ${before} = ${x}
${x} = 0.5 * (${x} + ${g.number()} / ${x})
if (Math.abs(${x} - ${before}) < 1e-9) break
}`
  declare(g, x)
  return made
}
