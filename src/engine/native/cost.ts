/**
 * What a call costs, to decide whether it runs at once or as a job on other threads. Figures: measured on 2 cores,
 * medians; only their order of magnitude matters.
 */
import type { Kernel } from './compile'

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

/** A call to workers that are awake, and its results: 50–200 µs. */
const WORKERS_NS = 100_000

/** The native engine computes so many items at least. */
const GROUP = 16

/**
 * Whether a loop is worth running natively: each turn costs about as much for one item as for sixteen, and where few items make many
 * turns, workers are faster, each with items of its own. How many turns there will be is known only where they are counted.
 *
 * @param items - of the call
 * @param workers - threads that would share them
 */
export function loopPays(
  { costNs, runNs, plainNs, counted }: Pick<Kernel, 'costNs' | 'runNs' | 'plainNs' | 'counted'>,
  items: number,
  workers: number,
): boolean {
  const nativeNs = runNs + costNs * Math.ceil(items / GROUP) * GROUP
  const plain = (plainNs * items) / Math.min(items, workers)
  return nativeNs <= plain + (counted ? WORKERS_NS : 0)
}
