/**
 * Everything that crosses between the pool's thread and its workers: the messages, and the words in shared memory.
 * Both halves are built from this file; the version guards against a worker of another copy of the package.
 */
import type { Encoded } from '../../codec'
import type { Dtype } from '../../dtype'
import type { FunctionRecord } from '../../function/travel'
import type { Formed } from './forms'

export const PROTOCOL_VERSION = 6

// --- Shared memory -------------------------------------------------------------------------------------------------

/**
 * Words of the pool, one block for all workers. All access is `Atomics` (sequentially consistent): the caller sets
 * WAITING before it looks into the ports a last time, a worker posts before it reads WAITING, so one of them sees the other.
 */
export const SIGNAL = {
  /** Counts what workers have to say to a caller that is blocked; the caller sleeps on it. */
  NEWS: 0,
  /** How many blocked callers there are: workers wake nobody when it is 0. */
  WAITING: 1,
} as const

/** Words of that block. */
export const SIGNAL_WORDS = 2

/** Units that a worker may hold at a time; each has its own words in the ledger. */
export const SLOT_COUNT = 64

/** Words of one worker: its ledger. Written by the worker, read by the pool, where nothing else is said. */
export const LEDGER = {
  /** 1 once the worker's environment has ended (by its exit handler, or by the addon's hook whatever happened). */
  DEAD: 0,
  /** Exit code + 1; 0 while there is none. */
  EXIT: 1,
  /** 1 once the initializer has run and units are taken. */
  READY: 2,
  /** 1 when the addon watches the environment, so that DEAD comes by itself. */
  WATCHED: 3,
  /** Id of the operating system's thread + 1, where it is known (Linux). */
  THREAD: 4,
  /**
   * Messages that the pool has sent, the setup first: written by the pool after each, so that a worker sees that more have come. A
   * worker that comes up sleeps on it until there is one.
   */
  INBOX: 5,
  /** Microseconds that sending took so far; wraps after an hour of nothing else. */
  SENDING: 7,
  /** A word a slot: what of the unit is taken, and where it ends. Changed by both, by compare-and-exchange only. */
  RANGES: 8,
  /**
   * Two words a slot: items of the unit that were begun, and that were finished, where items run one after another. Plain
   * stores: they are read only after the worker has ended, and the end of a thread orders all that it wrote.
   */
  BEGUN: 8 + SLOT_COUNT,
  FINISHED: 8 + 2 * SLOT_COUNT,
  /**
   * When the time of a running item ends, of several the first: a word of the shared clock; 0 while none has a limit. Written by the
   * worker; 0 first, so that what is read between two equal values belongs to it.
   */
  DUE: 8 + 3 * SLOT_COUNT,
  /** Slot and offset of that item; slot -1 for items that were given up and have not ended since. */
  DUE_SLOT: 9 + 3 * SLOT_COUNT,
  DUE_OFFSET: 10 + 3 * SLOT_COUNT,
  /** Slot + 1 of an item that has asked for its signal; 0 for none. Plain stores: a guess, good enough for how long to wait. */
  LISTENS: 11 + 3 * SLOT_COUNT,
  /** Messages that the worker has sent, so that the pool sees that there are some. */
  OUTBOX: 12 + 3 * SLOT_COUNT,
  /** Microseconds that the worker is to look for the next message before it sleeps: written by the pool (attention.ts). */
  LOOK: 13 + 3 * SLOT_COUNT,
  /** 1 while the worker takes messages or looks for them, 0 when it may sleep. */
  AWAKE: 14 + 3 * SLOT_COUNT,
  /** 1 once the thread runs; its initializer may take long. */
  UP: 15 + 3 * SLOT_COUNT,
  /**
   * While a tight loop runs, its slot + 1 and how many items of the unit were begun, in place of the slot's own word: at a place that
   * the compiler knows. Plain stores, as above.
   */
  TIGHT_SLOT: 16 + 3 * SLOT_COUNT,
  TIGHT_BEGUN: 17 + 3 * SLOT_COUNT,
} as const

/** Words of a ledger. */
export const LEDGER_WORDS: number = 18 + 3 * SLOT_COUNT

/** Longer limits of an item are none: words of the clock wrap. */
export const LONGEST_LIMIT_MS: number = 2 ** 30

/**
 * The range word of a slot: `limit * 32768 + next`, in grains of one or more items. The worker takes grains by raising `next`,
 * the pool takes back what lies between `next` and `limit` by lowering `limit`; either by compare-and-exchange of the whole
 * word, so that each grain goes to exactly one of them. Once `next` is `limit`, nothing changes any more. A slot belongs to
 * its unit until the worker has said that it is done with it, so no word is ever mistaken for that of another unit.
 */
export const RANGE_BASE = 32_768

export function rangeWord(next: number, limit: number): number {
  return limit * RANGE_BASE + next
}

export function nextOf(word: number): number {
  return word & (RANGE_BASE - 1)
}

export function limitOf(word: number): number {
  return word >>> 15
}

/** Items in a grain of a unit of `count` items: as few as the range word can count. */
export function grainOf(count: number): number {
  return Math.ceil(count / (RANGE_BASE - 1)) || 1
}

// --- Messages to a worker ------------------------------------------------------------------------------------------

/**
 * A function, as described by `function/travel.ts`. Either it has a `key` and is the same for every call, or it is made
 * anew for each from a `template` and values. The two share one row of numbers.
 */
export interface FunctionMessage {
  /** The worker keeps what it made under this number. */
  readonly key: number | undefined
  /** The worker keeps the texts under this number. Neither has the initializer, which is made once. */
  readonly template: number | undefined
  /** Missing when the worker has it already. */
  readonly body?: FunctionBody
  /** With a template: what the captured variables hold at this call. */
  readonly values?: Encoded
}

/**
 * How many functions and templates the pool takes a worker to have, the latest that it sent. The worker keeps twice as
 * many: it may get to them in another order.
 */
export const KEPT_FUNCTIONS = 512

/** What a worker keeps of a function. */
export interface FunctionBody {
  readonly records: readonly FunctionRecord[]
  /** Encoded `Parts`; of a template undefined when the values are all the parts. */
  readonly parts: Encoded | undefined
  /** Of a template with parts: which variables of the first function the values are for, a plain list of primitives. */
  readonly slots?: readonly number[]
}

/** A column of the data. A list's elements come with each unit. */
export type ColumnMessage =
  | ({ readonly kind: 'typed' } & SharedArray)
  | { readonly kind: 'range'; readonly start: number; readonly step: number }
  | { readonly kind: 'list' }

/** A typed array over shared memory, field by field: a view of a growable buffer would grow on the way. */
export interface SharedArray {
  readonly dtype: Dtype
  readonly buffer: SharedArrayBuffer
  readonly byteOffset: number
  readonly length: number
}

/** A call, sent to each worker that gets a unit of it, with the first of them or with each. */
export interface CallMessage {
  readonly id: number
  readonly fn: FunctionMessage
  readonly spread: boolean
  readonly tuple: boolean
  readonly columns: readonly ColumnMessage[]
  /** Where results are stored, where each gives several in an array for each; undefined when they are sent back. */
  readonly output: SharedArray | readonly SharedArray[] | undefined
  /** The place of the first item in the user's data; undefined for the one task of a call. */
  readonly firstIndex: number | undefined
  readonly limit: LimitMessage | undefined
  /** Whether it comes with each unit, so that nothing need be kept. */
  readonly once: boolean
}

/** How long one item may run. */
export interface LimitMessage {
  readonly ms: number
  /** What one that does not end then gets. */
  readonly graceMs: number | undefined
  /** The call, for the message of the error: `map(render)`; of single calls each its own, where they differ. */
  readonly of: string | readonly string[]
}

/** @param of - asked only where there is a limit */
export function limitMessage(
  ms: number,
  graceMs: number | undefined,
  of: () => LimitMessage['of'],
): LimitMessage | undefined {
  return ms < LONGEST_LIMIT_MS ? { ms, graceMs, of: of() } : undefined
}

/** Items for a worker: `low` to `high` (exclusive) of a call, or single calls. */
export interface UnitMessage {
  readonly slot: number
  /** The call's number; 0 for single calls. */
  readonly call: number
  readonly low: number
  readonly high: number
  /** Items that may wait for promises at the same time. */
  readonly concurrency: number
  /** For each list column, its elements; undefined when there is none. */
  readonly lists: Encoded | undefined
  /** Offsets of items that could not be sent and have failed already. */
  readonly skip: readonly number[] | undefined
  /** Set for single calls, whose functions and arguments are their own. */
  readonly batch: BatchMessage | undefined
}

/** Single calls that travel together. */
export interface BatchMessage {
  readonly fns: readonly FunctionMessage[]
  /** For each call its function's place in `fns`; undefined when there is one for all. */
  readonly which: readonly number[] | undefined
  /** How many arguments each call has; a number when all have as many. */
  readonly arity: number | readonly number[]
  /** The arguments of all calls, one after the other. */
  readonly args: Encoded
  /** In their place where there are objects among them that have few forms; most have none, and are smaller without the field. */
  readonly formed?: Formed
  /** The same for all; most have none, and are smaller without the field. */
  readonly limit?: LimitMessage | undefined
}

export type ToWorker =
  | {
      readonly type: 'work'
      readonly calls: readonly CallMessage[]
      readonly units: readonly UnitMessage[]
    }
  /** Calls that are over. */
  | { readonly type: 'forget'; readonly calls: readonly number[] }
  /** An item that waits for a promise is to end; all of the unit where no offset is named. */
  | {
      readonly type: 'abort'
      readonly slot: number
      readonly offset: number | undefined
      readonly reason: Encoded
    }
  /** An item that waits for a promise is not wanted any more, while others that wait are. */
  | { readonly type: 'drop'; readonly slot: number; readonly offset: number }
  | SupplyMessage
  /** Nothing comes any more: run the exit handlers and go. */
  | { readonly type: 'end' }

/** What the worker must have before it reads the next message. */
export interface SupplyMessage {
  readonly type: 'supply'
  readonly classes: readonly ClassMessage[]
  /** Shared values: id and contents. */
  readonly shares: readonly (readonly [string, Encoded])[]
  /** Ids of shared values that nobody has any more. */
  readonly forget: readonly string[]
}

/** A registered class. */
export interface ClassMessage {
  readonly name: string
  /** Answers `{ Class, functions }`, the functions being those of its codec; undefined when it cannot be sent. */
  readonly fn: FunctionMessage | undefined
  /** Why not. */
  readonly error: Encoded | undefined
}

/** `workerData` of a worker: what it needs to hear of the rest. */
export interface Boot {
  readonly version: number
  readonly port: import('node:worker_threads').MessagePort
  readonly signal: SharedArrayBuffer
  readonly ledger: SharedArrayBuffer
}

/** The first message to a worker, sent in the very turn of the pool's thread that starts it: the worker sleeps until then. */
export interface Setup {
  /** How many CPUs a pool inside the worker may count on. */
  readonly coreShare: number
  /** The addon's loader, for its watch over the environment. */
  readonly addon: string | undefined
  readonly initializer: { readonly fn: FunctionMessage; readonly args: Encoded } | undefined
  /** Variables that the initializer assigns, with their values before: pairs. */
  readonly locals: Encoded
  readonly supply: SupplyMessage | undefined
}

// --- Messages from a worker ----------------------------------------------------------------------------------------

export type FromWorker =
  /** The thread runs, and begins with the initializer. */
  | { readonly type: 'up' }
  /** Units are taken. */
  | { readonly type: 'ready' }
  /** The initializer threw. */
  | { readonly type: 'failed-start'; readonly error: Encoded }
  | ResultMessage
  /** Nothing runs but items that were given up and do not end: the worker takes nothing more. */
  | { readonly type: 'spent' }
  /** An error that came when no item was running. */
  | { readonly type: 'stray'; readonly error: Encoded }

/** Items of a unit that have ended. */
export interface ResultMessage {
  readonly type: 'results'
  readonly slot: number
  /** How many items of the unit have ended; the news is about those since the last message. */
  readonly upTo: number
  /** Which they are, where several run at a time; undefined when they end in order. */
  readonly offsets: readonly number[] | undefined
  /** The results of these items; undefined when they were stored in shared memory. */
  readonly values: Encoded | undefined
  /** Offset and error of those among them that failed. */
  readonly failures: readonly (readonly [number, Encoded])[]
  /** Milliseconds that they took in all. */
  readonly took: number
  /** Whether nothing more comes of the unit. */
  readonly done: boolean
}
