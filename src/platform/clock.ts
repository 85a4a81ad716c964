/**
 * The clock: milliseconds that only count up, the same in all threads of the process. Not `performance.now()`: Node loads all of
 * `node:perf_hooks` for whoever first says `performance`, a millisecond and more in a program that starts, and in each of its
 * threads; nor is that clock the same in two threads.
 */
import { genuine } from './timers'

// Taken now: tests and user code may replace it.
const hrtime = genuine(process.hrtime, 'hrtime')

/** The time. */
export function now(): number {
  const time = hrtime()
  return time[0] * 1000 + time[1] / 1e6
}
