/**
 * One clock for all threads of the process, in words of shared memory: `performance.now()` begins anew in each.
 */
const [seconds, nanoseconds] = process.hrtime()
const OFFSET = seconds * 1000 + nanoseconds / 1e6 - performance.now()

/** The word for a time by this thread's `performance.now()`: whole milliseconds, which wrap; never 0. */
export function clockWord(at: number): number {
  return (OFFSET + at) | 0 || 1
}

/** The milliseconds from `at` until the time of a word; negative when it has passed. */
export function msUntil(word: number, at: number): number {
  return (word - ((OFFSET + at) | 0)) | 0
}
