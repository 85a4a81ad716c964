// Arrays that never come to be: literals that are taken apart again, and functions of Math under another name.
import { t } from '../lib/tree.mjs'

const ALIASES = [
  'abs',
  'ceil',
  'floor',
  'fround',
  'hypot',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
]

export const lists = {
  number: [
    {
      name: '[x, y][1]',
      weight: 0.3,
      make: (g) => t`[${g.number()}, ${g.number()}][${String(g.random.below(2))}]`,
    },
    { name: '[x, y].length', weight: 0.15, make: (g) => t`[${g.number()}, ${g.number()}].length` },
    {
      name: 'call of an alias of Math.f',
      weight: 1,
      when: (g) => g.visible('alias').length > 0,
      make: (g) => t`${g.random.pick(g.visible('alias')).name}(${g.number()}, ${g.number()})`,
    },
  ],
  statement: [{ name: 'const { f } = Math', weight: 0.6, make: aliases }],
}

function aliases(g) {
  const [first, second] = [g.random.pick(ALIASES), g.random.pick(ALIASES)]
  const [plain, renamed, pi] = [g.fresh('f'), g.fresh('f'), g.fresh('p')]
  g.declare({ name: plain, sort: 'alias', mutable: false })
  g.declare({ name: renamed, sort: 'alias', mutable: false })
  g.declare({ name: pi, sort: 'number', mutable: false })
  return t`const { ${first}: ${plain}, ${second}: ${renamed}, PI: ${pi} } = Math`
}
