/**
 * What the channels tell: one object for each call, native run, task and worker, the same for all its events, so that
 * subscribers may keep what they know of it under it.
 */
import type { EngineName, UserFunction } from '../call'
import { channels, heard, type Traced } from './channels'
import type { Counters } from './counters'
import { nameOf } from './slowest'

/** A call: `numpool:call:*`. */
export interface CallEvent {
  /** The pool's name. */
  readonly pool: string
  readonly method: string
  /** The function's name; empty when it has none. */
  readonly function: string
  /** Items of the call; undefined until the data are read, and for `imap`. */
  items: number | undefined
  /** Who runs it, once that is known. */
  engine: Exclude<EngineName, 'auto'> | undefined
  /** What it resolved with; there after the end of a call that succeeded. */
  result?: unknown
  /** What it failed with. */
  error?: unknown
}

/** A native run: `numpool:native:*`. */
export interface NativeEvent {
  readonly pool: string
  readonly method: string
  readonly function: string
  readonly items: number
  /** Whether it runs in the calling thread; otherwise as a job of other threads. */
  readonly inPlace: boolean
  /** What the compiler expects of one item on one thread, in nanoseconds. */
  readonly nsPerItem: number
  /** The call it belongs to, when somebody listens to calls. */
  readonly call: CallEvent | undefined
  error?: unknown
}

/** A chunk at a worker: `numpool:task:*`. */
export interface TaskEvent {
  readonly pool: string
  /** The worker's name. */
  readonly worker: string
  readonly method: string
  readonly function: string
  /** Its items: from `low` to before `high`. */
  readonly low: number
  readonly high: number
  readonly call: CallEvent | undefined
  /**
   * How it ended. `returned`: taken back before anything of it had begun. `lost`: its worker ended, or was stopped. Items that were taken back
   * from a chunk go out again, as another.
   */
  outcome?: 'done' | 'returned' | 'lost'
  /** How many of its items ended there. */
  done?: number
}

/** An item that failed: `numpool:task:error`. */
export interface TaskErrorEvent {
  readonly task: TaskEvent
  readonly index: number
  readonly error: unknown
}

/** A worker: `numpool:worker:*`. */
export interface WorkerEvent {
  readonly pool: string
  readonly worker: string
  /** Milliseconds until it took work. */
  startMs?: number
  exitCode?: number | undefined
  /** What ended it, where that is known. */
  error?: unknown
}

/** What of a call events tell. */
export interface Told {
  readonly method: string
  readonly fn: UserFunction
  /** The place of its first item in the caller's data. @default 0 */
  readonly firstIndex?: number
  readonly event?: CallEvent | undefined
}

/** The event of a call; undefined when nobody listens. */
export function callEvent(counters: Counters, { method, fn }: Told): CallEvent | undefined {
  if (!heard(channels().call)) return undefined
  return {
    pool: counters.pool,
    method,
    function: nameOf(fn),
    items: undefined,
    engine: undefined,
  }
}

/**
 * Runs the part of something that happens at once, within the channel's stores.
 *
 * @throws what `run` throws, after it was told
 */
export function tracedRun<E extends { error?: unknown }, R>(
  traced: Traced,
  event: E,
  run: () => R,
): R {
  return traced.start.runStores(event, () => {
    try {
      return run()
    } catch (error) {
      event.error = error
      traced.error.publish(event)
      throw error
    } finally {
      traced.end.publish(event)
    }
  })
}

/** Tells that something ends after its first turn; {@link tracedEnd} follows when that is known. */
export function tracedSettle(traced: Traced, event: { error?: unknown }, failed: boolean): void {
  if (failed) traced.error.publish(event)
  traced.asyncStart.publish(event)
}

/** Tells that it has ended, and whoever waits for it knows. */
export function tracedEnd(traced: Traced, event: object): void {
  traced.asyncEnd.publish(event)
}

/** A call ends with `value`, its result or its error. */
export function callSettles(event: CallEvent, failed: boolean, value: unknown): void {
  if (failed) event.error = value
  else event.result = value
  tracedSettle(channels().call, event, failed)
}

/** The caller has been told. */
export function callTold(event: CallEvent): void {
  tracedEnd(channels().call, event)
}
