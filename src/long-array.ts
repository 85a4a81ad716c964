/**
 * Arrays of known length, however long.
 */

/** V8 turns a `new Array(n)` above this into a dictionary, several times dearer than one that grows. */
export const PREALLOCATED = 3e7

/** An array to be filled from its start on: of `length` where that is cheap, else empty. */
export function arrayFor<T>(length: number): T[] {
  return length > PREALLOCATED ? [] : new Array<T>(length)
}
