/**
 * From counts of finished items to what the user sees of them: `onProgress` calls, and the bar of `progress: true`.
 */
import type { UserFunction } from '../call'
import type { CheckedCallOptions, Progress } from '../options'
import { now } from '../platform/clock'
import { barMaker } from '../watch/lazy'
import { nameOf } from '../watch/slowest'
import type { RunCallback } from './context'

/** Hears of a call's finished items, and of its end. */
export interface ProgressListener {
  update(done: number): void
  /** The call is over, however it ended. */
  end(): void
}

/** What the options ask to be told; undefined where that is nothing. */
export function progressListener(
  { onProgress, progress }: CheckedCallOptions,
  call: {
    readonly method: string
    readonly fn: UserFunction
    /** Items of the call; undefined where nobody knows. */
    readonly total: number | undefined
  },
  run: RunCallback | undefined,
): ProgressListener | undefined {
  const { method, fn, total } = call
  const name = nameOf(fn)
  const label = name === '' ? method : `${method} ${name}`
  const bar = progress === true ? barMaker()({ label, total }) : undefined
  const report =
    onProgress === undefined || run === undefined || total === undefined
      ? undefined
      : progressReporter(total, onProgress, run)
  if (report === undefined) return bar
  return {
    update(done) {
      bar?.update(done)
      report(done)
    },
    end: () => bar?.end(),
  }
}

/** Time between two calls: 20 a second are smooth to look at and cost nothing. */
const INTERVAL_MS = 50

/** Counts of finished items as calls of `onProgress`: not too often, never backwards, and a last one at the end. */
export function progressReporter(
  total: number,
  onProgress: (progress: Progress) => unknown,
  run: RunCallback,
  clock: () => number = now,
): (done: number) => void {
  const start = clock()
  let last = start
  let reported = 0
  let ended = false
  return (count) => {
    const done = Math.min(count, total)
    const time = clock()
    // The last item is worth a call at any time, also where there are none; a count that did not grow is not.
    if (done < total ? done <= reported || time - last < INTERVAL_MS : ended) return
    ended = done === total
    last = time
    reported = done
    const seconds = Math.max(time - start, 1e-3) / 1000
    const rate = done / seconds
    const eta = done === total ? 0 : ((total - done) / rate) * 1000
    run(onProgress, { done, total, rate, eta })
  }
}
