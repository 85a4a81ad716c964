/**
 * Why a function or its data cannot run natively.
 */

/** One reason, with the place in the function's own source where it stands (if it stands there). */
export interface Reason {
  /** Stable, kebab-case: `unsupported-syntax`, `patched-builtin`, … */
  readonly code: string
  /** What stands in the way, and what would make it native. */
  readonly message: string
  /** Counted from 1, in the function's own source. */
  readonly line?: number | undefined
  /** Counted from 1, in UTF-16 units. */
  readonly column?: number | undefined
  /** That line of the source. */
  readonly snippet?: string | undefined
  /** How much of the line is concerned, in UTF-16 units. */
  readonly length?: number | undefined
}

/** Reasons for people: each in words, then the line of the source with the place underlined. */
export function listed(reasons: readonly Reason[]): string[] {
  return reasons.flatMap((reason) => {
    const { code, message, column, snippet, length } = reason
    const words = `  ${code}: ${message}${place(reason)}`
    if (!snippet || column === undefined) return [words]
    // Tabs stay, so that the mark stands below the place however wide they are.
    const before = snippet.slice(0, column - 1).replace(/[^\t]/g, ' ')
    return [words, `    ${snippet}`, `    ${before}${'^'.repeat(Math.max(length ?? 1, 1))}`]
  })
}

/** ` (line 2, column 5)`, or nothing where the place is not known. */
export function place(at: {
  readonly line?: number | undefined
  readonly column?: number | undefined
}): string {
  if (at.line === undefined) return ''
  return at.column === undefined ? ` (line ${at.line})` : ` (line ${at.line}, column ${at.column})`
}
