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
    { name: 'block', weight: 0.4, make: (g) => t`{\n${g.statements(3)}\n}` },
    { name: 'empty statement', weight: 0.45, make: () => [';'] },
    { name: 'expression statement', weight: 0.4, make: (g) => t`;${g.number()}` },
  ],
}

/** `return` of what the function gives. */
export function given(g) {
  return node('return', 'statement', t`return ${g.given()}`)
}

function chain(g) {
  return t`if (${g.condition()}) {\n${g.statements(2)}\n} else if (${g.condition()}) ${given(g)}
else {\n${g.statements(2)}\n}`
}
