/**
 * What a call costs, to decide whether it runs at once or as a job on other threads. Figures: measured on 2 cores,
 * medians; only their order of magnitude matters.
 */

/**
 * Handing a job over and hearing of its end takes the event loop about this long, in nanoseconds: the waking of
 * threads, the callback. Work below it is cheaper done on the spot.
 */
const HAND_OFF_NS = 30_000

/** Copying private memory before a job starts, per byte: 0.6–1.3 ms for 8 MB. */
const COPY_NS_PER_BYTE = 0.1

/** Below this much work, waking other threads costs more than they give. */
const ALONE_NS = 100_000

/**
 * Whether running in place holds the event loop no longer than starting a job would.
 *
 * @param workNs - estimated work on one thread
 * @param threads - threads that would share it
 * @param copiedBytes - private memory that a job would have to copy first
 */
export function runsInPlace(workNs: number, threads: number, copiedBytes: number): boolean {
  const blockedNs = workNs <= ALONE_NS ? workNs : ALONE_NS / 2 + workNs / threads
  return blockedNs <= HAND_OFF_NS + copiedBytes * COPY_NS_PER_BYTE
}
