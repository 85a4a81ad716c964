/**
 * Lists of strings on their way: joined to a few longer ones, with their lengths beside them. Clone takes 20 to 45 ns to write a
 * string and 25 to 60 to make it again, whatever its length; to join short ones and to cut them out takes 30 together.
 *
 * V8 copies what is cut out of a string where that has fewer than 13 characters, and else lets it refer to the string that it was cut
 * from. So pieces are short: who keeps one string of a million keeps no more than {@link PIECE} characters with it. Code units are
 * joined and cut, so that halves of surrogate pairs stay what they are.
 */

/** Characters of a piece, at most, if more than one string is in it. */
const PIECE = 512

/** Strings of a piece, at most; and of one that is joined from a shorter list. */
const MOST = 32
const SOME = 8

/** A length that fits into a byte. */
const SHORT = 255

/** For fewer strings the lengths cost more than is won. */
const FEW = 64

/** A list of strings, joined. */
export interface JoinedStrings {
  readonly pieces: readonly string[]
  readonly lengths: Uint8Array | Uint32Array
}

// User code in a worker may replace what stands on prototypes.
const substring = Function.prototype.call.bind(String.prototype.substring) as (
  text: string,
  from: number,
  to: number,
) => string
const join = Function.prototype.call.bind(Array.prototype.join) as (
  parts: string[],
  by: '',
) => string
const ShortLengths = Uint8Array
const Lengths = Uint32Array
const List = Array

/** Joins the elements from `low` to `high`; undefined where some are no strings, or nothing is to be won. */
export function joinStrings(
  list: readonly unknown[],
  low = 0,
  high = list.length,
): JoinedStrings | undefined {
  const count = high - low
  if (count < FEW || typeof list[low] !== 'string') return undefined
  let lengths: JoinedStrings['lengths'] = new ShortLengths(count)
  const pieces: string[] = []
  // Used again for each piece: adding one string to another would leave one behind for each.
  const parts = empty(MOST)
  const fewParts = empty(SOME)
  let there = 0
  let size = 0
  for (let i = 0; i < count; i++) {
    const text = list[low + i]
    if (typeof text !== 'string') return undefined
    const { length } = text
    if (length > SHORT && lengths instanceof ShortLengths) lengths = new Lengths(lengths)
    lengths[i] = length
    if (there === MOST || size + length > PIECE) {
      if (size > 0) pieces[pieces.length] = joinParts(parts, there, fewParts)
      there = 0
      size = 0
      // Most are long: then clone does it as well.
      if (i === FEW - 1 && pieces.length > FEW / 4) return undefined
    }
    parts[there++] = text
    size += length
  }
  if (size > 0) pieces[pieces.length] = joinParts(parts, there, fewParts)
  return { pieces, lengths }
}

function empty(length: number): string[] {
  const parts: string[] = []
  for (let i = 0; i < length; i++) parts[i] = ''
  return parts
}

/** Joins the first of the parts; a few of them by way of a shorter list, as empty strings take time, too. */
function joinParts(parts: string[], there: number, fewParts: string[]): string {
  if (there === 1) return parts[0] as string
  if (there > SOME) {
    for (let i = there; i < MOST; i++) parts[i] = ''
    return join(parts, '')
  }
  for (let i = 0; i < SOME; i++) fewParts[i] = i < there ? (parts[i] as string) : ''
  return join(fewParts, '')
}

/** The strings that were joined. */
export function listOfJoined(strings: JoinedStrings): unknown[] {
  const list = new List<unknown>(strings.lengths.length)
  cutStrings(strings, list, 0)
  return list
}

/** Puts the strings that were joined in their places, in `list` from `start` on. */
export function cutStrings(
  { pieces, lengths }: JoinedStrings,
  list: unknown[],
  start: number,
): void {
  const { length } = lengths
  let next = 0
  let piece = ''
  let at = 0
  for (let i = 0; i < length; i++) {
    const size = lengths[i] as number
    if (at === piece.length && size > 0) {
      piece = pieces[next++] as string
      at = 0
    }
    list[start + i] = substring(piece, at, at + size)
    at += size
  }
}
