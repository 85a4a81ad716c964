// `switch` over numbers.
import { node, t } from '../lib/tree.mjs'
import { given } from './branches.mjs'

export const choices = {
  statement: [{ name: 'switch', weight: 0.8, make: chosen }],
}

/** Cases that end, and cases that go on with the next. */
function chosen(g) {
  const subject = g.random.pick([
    () => t`(${g.number()} & 3)`,
    () => t`Math.round(${g.number()})`,
    () => [g.number()],
  ])()
  const labels = [0, 1, 2, -1, 2.5].slice(0, g.random.between(1, 4)).map(String)
  // Tests of any kind.
  if (g.random.chance(0.45)) labels[g.random.below(labels.length)] = computed(g)
  const cases = labels.map((value) => {
    const end = g.random.pick(['break\n', 'break\n', '', 'return'])
    const last = end === 'return' ? [given(g), '\n'] : [end]
    return node('case', 'statements', t`case ${value}: {\n${g.statements(2)}${last}}\n`)
  })
  const other = node('default', 'statements', t`default: {\n${g.statements(2)}}\n`)
  const all = g.random.chance(0.7) ? [...cases, other] : cases
  if (g.random.chance(0.15)) all.reverse()
  return t`switch (${subject}) {\n${all}}`
}

function computed(g) {
  return node('computed case', 'number', t`${g.number()}`)
}
