/**
 * Running the user's callbacks: in the async context of the call they belong to, and so that what they throw disturbs
 * nothing but themselves.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { nextTick } from '../platform/timers'

/** Runs a callback of the user. Never throws. */
export type RunCallback = <Args extends unknown[]>(
  callback: (...args: Args) => unknown,
  ...args: Args
) => void

/** Remembers the async context of the moment. */
export function callerContext(): RunCallback {
  const inContext = AsyncLocalStorage.snapshot()
  return (callback, ...args) => {
    try {
      inContext(callback, ...args)
    } catch (error) {
      // As if the callback had run on its own: process 'uncaughtException', or the end of the process.
      inContext(() =>
        nextTick(() => {
          throw error
        }),
      )
    }
  }
}
