/**
 * Maps that remember what came last.
 */

/** Forgets the oldest entry of a map that holds more than `most`. */
export function forgetOldest<Key>(map: Map<Key, unknown>, most: number): void {
  if (map.size > most) map.delete(map.keys().next().value as Key)
}
