// Functions that a program calls: inside it or beside it, in all their forms; and what they give in one go.
import { joined, named, node, t } from '../lib/tree.mjs'

const hasHelper = (g) => g.visible('helper').length > 0
const hasPair = (g) => g.visible('pair').length > 0

export const functions = {
  number: [
    { name: 'call of a helper', weight: 3, needs: 'helper', when: hasHelper, make: call },
    {
      name: 'call of a helper with an argument missing',
      weight: 20,
      when: (g) => g.visible('helper').some(({ defaults }) => defaults),
      make: (g) =>
        t`${g.random.pick(g.visible('helper').filter(({ defaults }) => defaults)).name}(${g.number()})`,
    },
    { name: 'function called at once', weight: 0.3, make: atOnce },
    { name: 'f(g, x)', weight: 0.6, needs: 'helper', when: hasHelper, make: passed },
    { name: 'rest parameter', weight: 0.3, make: gathered },
    { name: 'recursion over a known number', weight: 0.2, make: recursion },
    {
      name: '[x, y] of a helper',
      weight: 4.5,
      needs: 'pair',
      when: hasPair,
      make: (g) =>
        t`${g.random.pick(g.visible('pair')).name}(${g.number()})[${String(g.random.below(2))}]`,
    },
  ],
  statement: [
    { name: 'const f = x => …', weight: 0.8, make: arrow },
    { name: 'const f = x => { … }', weight: 0.6, make: arrowWithBody },
    { name: 'function f(x) { … }', weight: 0.6, make: declaration },
    { name: 'f gives [x, y]', weight: 0.6, make: pairOf },
    { name: 'const [x, y] = f(z)', weight: 60, needs: 'pair', when: hasPair, make: taken },
    { name: 'const { x, y } = { … }', weight: 0.4, make: record },
    { name: 'o = { … }, o.x', weight: 1.3, make: object },
    { name: 'call where what it reads is shadowed', weight: 0.6, make: acrossShadow },
  ],
}

function call(g) {
  return t`${named(g.random.pick(g.visible('helper')))}(${g.number()}, ${g.number()})`
}

/** The function's own variables, with its parameters: what is around it is read too, but no loop left. */
function inFunction(g, write) {
  const { result, loops } = g
  g.result = 'number'
  g.loops = []
  try {
    return g.inBlock(() => {
      const names = [g.fresh('a'), g.fresh('b')]
      for (const name of names)
        g.declare({ name, sort: 'number', mutable: true, label: 'parameter' })
      return write(names)
    })
  } finally {
    g.result = result
    g.loops = loops
  }
}

/** Two parameters and a body that returns a number. */
function withBody(g, arrow = '') {
  return inFunction(
    g,
    ([a, b]) => t`(${a}, ${b})${arrow} {\n${g.statementsHere(2)}return ${g.number()}\n}`,
  )
}

function arrow(g) {
  const name = g.fresh('f')
  const defaults = g.random.chance(0.3)
  const made = inFunction(
    g,
    ([a, b]) => t`(${a}, ${b}${defaults ? ` = ${a}` : ''}) => ${g.number()}`,
  )
  g.declare({ name, sort: 'helper', mutable: false, defaults })
  return t`const ${name} = ${made}`
}

function arrowWithBody(g) {
  const name = g.fresh('f')
  const made = withBody(g, ' =>')
  g.declare({ name, sort: 'helper', mutable: false })
  return t`const ${name} = ${made}`
}

function declaration(g) {
  const name = g.fresh('f')
  const made = withBody(g)
  g.declare({ name, sort: 'helper', mutable: false })
  return t`function ${name}${made}`
}

function atOnce(g) {
  const argument = [g.number(), g.number()]
  return inFunction(g, ([a, b]) => t`((${a}, ${b}) => ${g.number()})(${joined(argument)})`)
}

export function pairOf(g) {
  const name = g.fresh('f')
  const made = inFunction(g, ([a, b]) => t`(${a}, ${b} = 2) => [${g.number()}, ${g.number()}]`)
  g.declare({ name, sort: 'pair', mutable: false })
  return t`const ${name} = ${made}`
}

function taken(g) {
  const [x, y] = [g.fresh('v'), g.fresh('v')]
  const made = t`const [${x}, ${y}] = ${g.random.pick(g.visible('pair')).name}(${g.number()})`
  for (const name of [x, y]) g.declare({ name, sort: 'number', mutable: false })
  return made
}

function record(g) {
  const [x, y] = [g.fresh('v'), g.fresh('v')]
  const made = t`const { p: ${x}, q: ${y} } = { p: ${g.number()}, q: ${g.number()} }`
  for (const name of [x, y]) g.declare({ name, sort: 'number', mutable: false })
  return made
}

function object(g) {
  const o = g.fresh('o')
  const made = t`const ${o} = { p: ${g.number()}, q: ${g.boolean()} }`
  g.declare({ name: `${o}.p`, sort: 'number', mutable: false, label: 'o.x' })
  g.declare({ name: `${o}['q']`, sort: 'boolean', mutable: false, label: "o['x']" })
  return made
}

/** The function sees the variable around it, not the one of that name where it is called. */
function acrossShadow(g) {
  const [f, a, outer, result] = [g.fresh('f'), g.fresh('a'), g.fresh('s'), g.fresh('v')]
  const made = t`let ${result} = ${g.number()}, ${outer} = ${g.number()}
const ${f} = (${a}) => ${a} - ${outer}
{
const ${outer} = ${g.number()}
${result} = ${f}(${g.number()}) * ${outer}
}`
  g.declare({ name: result, sort: 'number', mutable: true })
  return made
}

function passed(g) {
  const f = g.random.pick(g.visible('helper')).name
  const h = g.fresh('h')
  return inFunction(
    g,
    ([a, b]) => t`((${h}, ${a}, ${b}) => ${h}(${h}(${a}, ${g.number()}), ${b}))(${f}, `,
  ).concat(t`${g.number()}, ${g.number()})`)
}

function gathered(g) {
  const rest = g.fresh('r')
  const list = [g.number(), g.number(), g.number()]
  return t`((...${rest}) => ${rest}[0] - ${rest}[1] * ${rest}.length)(${joined(list)})`
}

function recursion(g) {
  const [f, x] = [g.fresh('f'), g.number()]
  const n = String(g.random.between(0, 5))
  return inFunction(
    g,
    ([a, b]) =>
      t`((${a}) => {\nconst ${f} = (${a}, ${b}) => ${b} === 0 ? ${g.number()} : ${a} * ${f}(${a}, ${b} - 1)\nreturn ${f}(${a}, ${n})\n})(${x})`,
  )
}

/** Helpers beside the program: what they read are their parameters, and constants of their own. */
export function helperBeside(g, name) {
  const forms = [
    () => t`const ${name} = ${inFunction(g, ([a, b]) => t`(${a}, ${b}) => ${g.number()}`)}`,
    () => t`function ${name}${withBody(g)}`,
  ]
  return node('captured helper', 'statement', g.random.pick(forms)())
}
