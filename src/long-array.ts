/**
 * Arrays of known length, however long; and where their length ends.
 */

/** V8 turns a `new Array(n)` above this into a dictionary, several times dearer than one that grows. */
export const PREALLOCATED = 3e7

/**
 * The items of an Array, at most: at 112,813,858 the next that is pushed ends the process, whatever memory there is ("invalid array
 * length"). A spread of an array that is all holes ends it, too.
 */
export const LONGEST = 110_000_000

/** An array to be filled from its start on: of `length` where that is cheap, else empty. */
export function arrayFor<T>(length: number): T[] {
  return length > PREALLOCATED ? [] : new Array<T>(length)
}

const valuesOf = Array.prototype.values

/**
 * What an iterable gives, in an Array without holes.
 *
 * @param tooLong - makes the error for one that gives more than `most`
 */
export function listed<T>(iterable: Iterable<T>, tooLong: () => Error, most = LONGEST): T[] {
  if (Array.isArray(iterable) && iterable[Symbol.iterator] === valuesOf) {
    if (iterable.length > most) throw tooLong()
    // Spreading fills holes with `undefined`, slice would keep them.
    return [...iterable]
  }
  const items: T[] = []
  for (const item of iterable) {
    if (items.length === most) throw tooLong()
    items.push(item)
  }
  return items
}
