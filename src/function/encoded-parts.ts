/**
 * What can be told of encoded parts: whether the next closure of the same text needs others.
 */
import type { Encoded } from '../codec'
import type { Parts, Reference } from './travelled'

/** Whether nothing stands in the parts that the worker does not find or make by itself. */
export function onlyReferences({ extras }: Encoded): boolean {
  return extras?.specials.every(({ kind }) => kind === 'reference') === true
}

/** Whether nothing but the root of the parts refers to the first function. */
export function isRootAlone({ extras }: Encoded): boolean {
  const { specials = [], fixes = [] } = extras ?? {}
  const root = fixes[2]
  const special = specials[root as number]
  const isFirst =
    special?.kind === 'reference' && (special.reference as Reference).is === 'function'
  for (let i = 5; i < fixes.length; i += 3) if (fixes[i] === root) return false
  return isFirst
}

/** Takes the first function's primitives out of encoded parts, and the trees, of which there are copies. */
export function takeOut(
  encoded: Encoded,
  slots: readonly number[],
  trees: ReadonlyMap<number, object>,
): unknown[] {
  const [parts] = encoded.value as [Parts]
  const values = parts.functions[0]?.values as unknown[]
  return slots.map((slot) => {
    const value = values[slot]
    values[slot] = undefined
    return trees.get(slot) ?? value
  })
}
