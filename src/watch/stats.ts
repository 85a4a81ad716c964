/**
 * `pool.stats()`: what a pool has counted, as plain JSON.
 */
import type { Counters, EngineUse } from './counters'

/** The version of {@link PoolStats} and of the report. */
export const VERSION = 1 as const

/** What a pool knows of its workers at this moment. */
export interface CrewStatus {
  /** Workers that exist. */
  readonly alive: number
  /** Those of them that have something to do. */
  readonly busy: number
  /** Items that they run. */
  readonly running: number
  /** Milliseconds that sending results took those that are alive. */
  readonly sendMs: number
}

/** No workers. */
export const NO_CREW: CrewStatus = { alive: 0, busy: 0, running: 0, sendMs: 0 }

/** Where the time went, in milliseconds, summed over threads. */
export interface PhaseTimes {
  /** Until workers took work, initializers included; reading and compiling functions. */
  readonly start: number
  /** While at least one call waited for a worker. */
  readonly queue: number
  /** Preparing and sending items, and results. */
  readonly copy: number
  /** In the user's function. */
  readonly run: number
  /** Taking results in and putting them where the caller gets them. */
  readonly merge: number
}

/** How an engine was used. */
export interface EngineStats {
  /** Calls that it ran; of an `imap`, each chunk is one. */
  readonly runs: number
  /** Items that it has finished. */
  readonly items: number
  /** Milliseconds in the user's function. */
  readonly ms: number
}

/** Calls; `made` is the sum of the others. */
interface CallStats {
  readonly made: number
  readonly pending: number
  readonly done: number
  readonly failed: number
  /** Stopped by `cancel`, a signal, a timeout or `terminate()`. */
  readonly cancelled: number
}

/** Items of calls that an engine has taken; `taken` is the sum of the others. */
interface ItemStats {
  readonly taken: number
  /** Not begun. */
  readonly pending: number
  /** In workers' hands, in native jobs, or running inline. */
  readonly running: number
  readonly done: number
  readonly failed: number
  /** Whose call ended before they had. */
  readonly cancelled: number
}

/** The workers. */
interface WorkerStats {
  /** How many there are at most. */
  readonly size: number
  /** `alive` is the sum of `busy` and `idle`. */
  readonly alive: number
  readonly busy: number
  readonly idle: number
  /** Threads started since the pool was made. */
  readonly started: number
  /** Of these, those that ended by themselves. */
  readonly lost: number
  /** Of these, those that were ended and made room for another: after `maxTasksPerChild`, or for a task that did not stop. */
  readonly replaced: number
}

/** Bytes of items and results on their way. Exact for typed arrays; of other values, an estimate from a few of each chunk. */
interface ByteStats {
  readonly copied: number
  /** In memory that both sides use. */
  readonly shared: number
}

/** What `pool.stats()` gives: plain JSON. Everything is counted since the pool was made. */
export interface PoolStats {
  /** 1; another number when fields go or change their meaning. */
  readonly version: 1
  readonly name: string
  readonly state: 'RUN' | 'CLOSE' | 'TERMINATE'
  readonly calls: CallStats
  readonly items: ItemStats
  readonly engines: {
    readonly native: EngineStats
    readonly workers: EngineStats
    readonly inline: EngineStats
  }
  readonly workers: WorkerStats
  /** Chunks given to workers. */
  readonly tasks: number
  readonly bytes: ByteStats
  /** Milliseconds, summed over threads. */
  readonly times: PhaseTimes
}

/** What a pool adds to its counters. */
export interface PoolFacts {
  readonly name: string
  readonly state: PoolStats['state']
  readonly size: number
  readonly crew: CrewStatus
}

/** The counters as JSON. */
export function statsOf(counters: Counters, { name, state, size, crew }: PoolFacts): PoolStats {
  const { calls, items, native, workers, inline } = counters
  const settled = items.done + items.failed + items.cancelled
  // A worker may have finished an item whose result is still on its way.
  const running = Math.min(items.inCaller + crew.running, items.taken - settled)
  return {
    version: VERSION,
    name,
    state,
    calls: {
      made: calls.made,
      pending: calls.made - calls.done - calls.failed - calls.cancelled,
      done: calls.done,
      failed: calls.failed,
      cancelled: calls.cancelled,
    },
    items: {
      taken: items.taken,
      pending: items.taken - settled - running,
      running,
      done: items.done,
      failed: items.failed,
      cancelled: items.cancelled,
    },
    engines: {
      native: useOf(native),
      workers: useOf(workers),
      inline: useOf(inline),
    },
    workers: {
      size,
      alive: crew.alive,
      busy: crew.busy,
      idle: crew.alive - crew.busy,
      started: counters.started,
      lost: counters.lost,
      replaced: counters.replaced,
    },
    tasks: counters.tasks,
    bytes: { copied: counters.bytesCopied, shared: counters.bytesShared },
    times: {
      start: counters.startMs,
      queue: counters.queue.ms,
      copy: counters.copyMs + crew.sendMs,
      run: native.ms + workers.ms + inline.ms,
      merge: counters.mergeMs,
    },
  }
}

function useOf({ runs, items, ms }: EngineUse): EngineStats {
  return { runs, items, ms }
}
