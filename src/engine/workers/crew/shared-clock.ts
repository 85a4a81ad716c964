/**
 * The clock in words of shared memory.
 */

/** The word for a time by the clock: whole milliseconds, which wrap; never 0. */
export function clockWord(at: number): number {
  return at | 0 || 1
}

/** The milliseconds from `at` until the time of a word; negative when it has passed. */
export function msUntil(word: number, at: number): number {
  return (word - (at | 0)) | 0
}
