/**
 * What a pool counts of itself, whether or not anybody asks: a few additions a call and a chunk, none an item. The pool
 * makes one and every call carries it, so that engines count without knowing the pool.
 *
 * Milliseconds are summed over threads: two workers that run for a second are two seconds.
 */
import { QueueClock } from './queue-clock'
import { Slowest } from './slowest'

/** What one engine has done. */
export class EngineUse {
  /** Calls that it ran; of an `imap`, each chunk is one. */
  runs = 0
  /** Items that it has finished, failed ones included. */
  items = 0
  /** Time in the user's function. */
  ms = 0
}

/** How calls ended. */
export class CallCounts {
  made = 0
  done = 0
  failed = 0
  /** Stopped: by `cancel`, a signal, a timeout, `terminate()`. */
  cancelled = 0
}

/** What became of the items that an engine has taken. */
export class ItemCounts {
  taken = 0
  done = 0
  failed = 0
  /** Not run, or run for nobody, because the call ended before. */
  cancelled = 0
  /** Of those that are neither: how many are with the native engine or run inline. */
  inCaller = 0
}

export class Counters {
  /** The pool's name. */
  readonly pool: string
  readonly calls: CallCounts = new CallCounts()
  readonly items: ItemCounts = new ItemCounts()
  readonly native: EngineUse = new EngineUse()
  readonly workers: EngineUse = new EngineUse()
  readonly inline: EngineUse = new EngineUse()
  /** Chunks given to workers. */
  tasks = 0
  /** Bytes sent to workers or copied for a native job, and bytes that both sides used in place. */
  bytesCopied = 0
  bytesShared = 0
  /** Until workers took work; reading, describing and compiling functions. */
  startMs = 0
  copyMs = 0
  mergeMs = 0
  /** Threads. */
  started = 0
  lost = 0
  replaced = 0
  /** Whether a fraction was stored into an array of integers, as far as was looked. */
  truncated = false
  readonly queue: QueueClock = new QueueClock()
  readonly slowest: Slowest = new Slowest()

  constructor(pool: string) {
    this.pool = pool
  }
}
