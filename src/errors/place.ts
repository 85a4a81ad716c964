/**
 * How messages name a place in a function.
 */

/** ` (line 2, column 5)`, or nothing where the place is not known. */
export function place(at: {
  readonly line?: number | undefined
  readonly column?: number | undefined
}): string {
  if (at.line === undefined) return ''
  return at.column === undefined ? ` (line ${at.line})` : ` (line ${at.line}, column ${at.column})`
}
