/**
 * From counts of finished items to `onProgress` calls: not too often, never backwards, and a last one at the end.
 */
import type { Progress } from '../options'
import type { RunCallback } from './context'

/** Time between two calls: 20 a second are smooth to look at and cost nothing. */
const INTERVAL_MS = 50

/** Takes counts of finished items. */
export function progressReporter(
  total: number,
  onProgress: (progress: Progress) => unknown,
  run: RunCallback,
): (done: number) => void {
  const start = performance.now()
  let last = start
  let reported = 0
  return (count) => {
    const done = Math.min(count, total)
    const now = performance.now()
    // The last item is worth a call at any time; a count that did not grow is not.
    if (done <= reported || (done < total && now - last < INTERVAL_MS)) return
    last = now
    reported = done
    const seconds = Math.max(now - start, 1e-3) / 1000
    const rate = done / seconds
    run(onProgress, { done, total, rate, eta: ((total - done) / rate) * 1000 })
  }
}
