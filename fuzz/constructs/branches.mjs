// Statements that choose: `if`, early returns, blocks.
import { node, t } from '../lib/tree.mjs'

export const branches = {
  statement: [
    { name: 'if', weight: 2, make: (g) => t`if (${g.condition()}) {\n${g.statements(3)}\n}` },
    {
      name: 'if … else',
      weight: 2,
      make: (g) => t`if (${g.condition()}) {\n${g.statements(2)}\n} else {\n${g.statements(2)}\n}`,
    },
    { name: 'if … else if', weight: 0.7, make: chain },
    { name: 'early return', weight: 1.2, make: (g) => t`if (${g.condition()}) ${given(g)}` },
    {
      name: 'return on both sides',
      weight: 0.4,
      make: (g) =>
        t`if (${g.condition()}) {\n${g.statements(2)}\n${given(g)}\n} else {\n${g.statements(2)}\n}`,
    },
    { name: 'switch', weight: 0.7, make: chosen },
    { name: 'block', weight: 0.4, make: (g) => t`{\n${g.statements(3)}\n}` },
    { name: 'empty statement', weight: 0.3, make: () => [';'] },
    { name: 'expression statement', weight: 0.3, make: (g) => t`;${g.number()}` },
  ],
}

/** `return` of what the function gives. */
function given(g) {
  return node('return', 'statement', t`return ${g.given()}`)
}

function chain(g) {
  return t`if (${g.condition()}) {\n${g.statements(2)}\n} else if (${g.condition()}) ${given(g)}
else {\n${g.statements(2)}\n}`
}

/** Cases that end, and cases that go on with the next. */
function chosen(g) {
  const subject = g.random.pick([
    () => t`(${g.number()} & 3)`,
    () => t`Math.round(${g.number()})`,
    () => [g.number()],
  ])()
  const labels = [0, 1, 2, -1, 2.5].slice(0, g.random.between(1, 4))
  const cases = labels.map((value) => {
    const end = g.random.pick(['break\n', 'break\n', '', 'return'])
    const last = end === 'return' ? [given(g), '\n'] : [end]
    return node('case', 'statements', t`case ${String(value)}: {\n${g.statements(2)}${last}}\n`)
  })
  const other = node('default', 'statements', t`default: {\n${g.statements(2)}}\n`)
  const all = g.random.chance(0.7) ? [...cases, other] : cases
  if (g.random.chance(0.15)) all.reverse()
  return t`switch (${subject}) {\n${all}}`
}
