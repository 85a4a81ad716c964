// Programs as trees: a node is a construct of the language with the text and the nodes it is written with. Generators
// make them, the shrinker takes them apart, and printing one is joining its parts.

/**
 * @typedef {'number' | 'boolean' | 'statement' | 'statements' | 'function' | 'name' | 'program'} Sort what may stand in a node's place
 * @typedef {{ construct: string, sort: Sort, parts: readonly (string | Node)[] }} Node
 */

/** @returns {Node} */
export function node(construct, sort, parts) {
  return { construct, sort, parts }
}

/** Template text with nodes in it, as the parts of a node: t`(${a} + ${b})`. */
export function t(strings, ...values) {
  const parts = []
  strings.forEach((text, i) => {
    if (text !== '') parts.push(text)
    const value = values[i]
    if (value === undefined) return
    if (Array.isArray(value)) parts.push(...value)
    else parts.push(value)
  })
  return parts
}

/** Parts with a separator between them. */
export function joined(list, separator = ', ') {
  return list.flatMap((one, i) => (i === 0 ? [one] : [separator, one]))
}

/** A variable of a sort that stands in no expression by itself, counted where it has a label. */
export function named({ name, label }) {
  return label === undefined ? [name] : [node(label, 'name', [name])]
}

/** The program's text. */
function print(tree) {
  if (typeof tree === 'string') return tree
  let text = ''
  for (const part of tree.parts) text += typeof part === 'string' ? part : print(part)
  return text
}

/** The same without the gaps that were left where something was taken out. */
export function printTidy(tree) {
  return print(tree).replaceAll(/\n\s*\n+/g, '\n')
}

/** Calls `visit` for every node. Lists are no nodes of the language. */
export function walk(tree, visit) {
  if (tree.sort !== 'statements' && tree.sort !== 'program') visit(tree)
  for (const part of tree.parts) if (typeof part !== 'string') walk(part, visit)
}

/** How many constructs a program is made of. */
export function size(tree) {
  let count = 0
  walk(tree, () => count++)
  return count
}

/** Every node with the way to it, parents first. */
export function* places(tree, path = []) {
  yield { node: tree, path }
  for (let i = 0; i < tree.parts.length; i++) {
    const part = tree.parts[i]
    if (typeof part !== 'string') yield* places(part, [...path, i])
  }
}

/** The tree with another part at the end of the path; `undefined` takes it out. */
export function replaced(tree, path, part) {
  const [first, ...rest] = path
  if (first === undefined) return part
  const parts = [...tree.parts]
  if (rest.length > 0) parts[first] = replaced(parts[first], rest, part)
  else if (part === undefined) parts.splice(first, 1)
  else parts[first] = part
  return { ...tree, parts }
}
