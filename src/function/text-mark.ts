/**
 * A mark of a function's text: by it a worker sees whether what its own module exports is the function that the program means.
 */

const toSource = Function.prototype.toString

/** The mark of any function: the same for the same text (FNV-1a, and the length). */
export function markOf(fn: object): string {
  const source = toSource.call(fn)
  let hash = 0x811c9dc5
  for (let i = 0; i < source.length; i++)
    hash = Math.imul(hash ^ source.charCodeAt(i), 0x01000193) >>> 0
  return `${source.length}:${hash.toString(36)}`
}
