/**
 * Node's own timers, whatever stands in their place by now: test runners put clocks there that stand still (`useFakeTimers`), browser-like
 * environments put others, without `unref`. Threads work in real time, and so does the pool that waits for them: its limits are real
 * milliseconds too.
 */

/** The longest time that Node's timers take, in milliseconds; past it they overflow, and then fire at once. */
export const LONGEST_TIMER: number = 2 ** 31 - 1

const timers: typeof import('node:timers') = process.getBuiltinModule('node:timers')

/**
 * The function that a fake stands for, where one was in its place before the package was loaded: the fake timers of sinon, which are those
 * of vitest and Jest as well, carry their `clock`, which keeps it.
 */
export function genuine<F extends object>(found: F, name: string): F {
  const { clock } = found as { readonly clock?: Readonly<Record<string, unknown>> }
  const original = clock?.[`_${name}`]
  return original !== undefined ? (original as F) : found
}

export const setTimeout: typeof timers.setTimeout = genuine(timers.setTimeout, 'setTimeout')
export const clearTimeout: typeof timers.clearTimeout = genuine(timers.clearTimeout, 'clearTimeout')
export const setInterval: typeof timers.setInterval = genuine(timers.setInterval, 'setInterval')
export const clearInterval: typeof timers.clearInterval = genuine(
  timers.clearInterval,
  'clearInterval',
)
export const setImmediate: typeof timers.setImmediate = genuine(timers.setImmediate, 'setImmediate')
export const clearImmediate: typeof timers.clearImmediate = genuine(
  timers.clearImmediate,
  'clearImmediate',
)
export const queueMicrotask: typeof globalThis.queueMicrotask = genuine(
  globalThis.queueMicrotask,
  'queueMicrotask',
)
export const nextTick: typeof process.nextTick = genuine(process.nextTick, 'nextTick')
