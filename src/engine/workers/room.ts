/**
 * Lists with room for what is to be put into them: one that grows by itself is made three times over.
 */

/** Without holes: clone writes a list with holes name by name. */
const ANY: unknown[] = []
/** V8 keeps a list of numbers unboxed. */
const NUMBERS: unknown[] = []
for (let i = 0; i < 4096; i++) {
  ANY.push(undefined)
  NUMBERS.push(0)
}

/**
 * A list of about `length` elements to be overwritten, and cut to what was put in.
 *
 * @param like - its first `count` values are like those that will be put in
 */
export function roomFor(like: readonly unknown[], count: number, length: number): unknown[] {
  for (let i = 0; i < count; i++) if (typeof like[i] !== 'number') return ANY.slice(0, length)
  return NUMBERS.slice(0, length)
}
