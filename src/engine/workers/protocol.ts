/**
 * Everything that crosses between the pool's thread and its workers: the messages, and the words in shared memory.
 * Both halves are built from this file; the version guards against a worker of another copy of the package.
 */

import type { Encoded } from '../../codec'
import type { Dtype } from '../../dtype'
import type { FunctionRecord } from '../../function/travel'

export const PROTOCOL_VERSION = 1

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
  WORDS: 2,
} as const

/** Words of one worker: its ledger. Written by the worker, read by the pool, slots excepted. */
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
   * Items of the running unit that were begun, and that were finished. Plain stores: they are read only after the worker
   * has ended, and the end of a thread orders all that it wrote.
   */
  STARTED: 5,
  FINISHED: 6,
  /** One word a slot: `sequence * 4 + state`. */
  SLOTS: 8,
  SLOT_COUNT: 64,
} as const

/** Words of a ledger. */
export const LEDGER_WORDS: number = LEDGER.SLOTS + LEDGER.SLOT_COUNT

/**
 * States of a slot. A unit is sent as QUEUED; the worker takes it (QUEUED → RUNNING) or the pool takes it back
 * (QUEUED → FREE), each by compare-and-exchange, so that exactly one of them has it. The sequence number keeps a message about
 * an earlier unit of the same slot from being mistaken for the present one.
 */
export const SLOT = { FREE: 0, QUEUED: 1, RUNNING: 2 } as const

/** Sequence numbers wrap here, so that a slot word fits 31 bits. */
export const SEQUENCES: number = 2 ** 28

/** The word of a slot. */
export function slotWord(sequence: number, state: number): number {
  return sequence * 4 + state
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

/** What a worker keeps of a function. */
export interface FunctionBody {
  readonly records: readonly FunctionRecord[]
  /** Encoded `Parts`; of a template undefined when the values are all the parts. */
  readonly parts: Encoded | undefined
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

/** A call, sent to each worker that gets a unit of it, with the first of them. */
export interface CallMessage {
  readonly id: number
  readonly fn: FunctionMessage
  readonly spread: boolean
  readonly tuple: boolean
  readonly columns: readonly ColumnMessage[]
  /** Where results are stored; undefined when they are sent back. */
  readonly output: SharedArray | undefined
  /** Whether this unit is the only one, so that nothing need be kept. */
  readonly once: boolean
}

/** Items `low` to `high` (exclusive) of a call. */
export interface UnitMessage {
  readonly slot: number
  readonly sequence: number
  readonly call: number
  readonly low: number
  readonly high: number
  /** For each list column, its elements; undefined when there is none. */
  readonly lists: Encoded | undefined
  /** Offsets of items that could not be sent and have failed already. */
  readonly skip: readonly number[] | undefined
}

export type ToWorker =
  | {
      readonly type: 'work'
      readonly calls: readonly CallMessage[]
      readonly units: readonly UnitMessage[]
    }
  /** Calls that are over. */
  | { readonly type: 'forget'; readonly calls: readonly number[] }
  /** Nothing comes any more: run the exit handlers and go. */
  | { readonly type: 'end' }

/** `workerData` of a worker. */
export interface Boot {
  readonly version: number
  readonly port: import('node:worker_threads').MessagePort
  readonly signal: SharedArrayBuffer
  readonly ledger: SharedArrayBuffer
  /** The addon's loader, for its watch over the environment. */
  readonly addon: string | undefined
  readonly initializer: { readonly fn: FunctionMessage; readonly args: Encoded } | undefined
  /** Variables that the initializer assigns, with their values before: pairs. */
  readonly locals: Encoded
}

// --- Messages from a worker ----------------------------------------------------------------------------------------

export type FromWorker =
  | { readonly type: 'ready' }
  /** The initializer threw. */
  | { readonly type: 'failed-start'; readonly error: Encoded }
  | ResultMessage
  /** An error that came when no item was running. */
  | { readonly type: 'stray'; readonly error: Encoded }

/** Items of a unit that are done, in order. */
export interface ResultMessage {
  readonly type: 'results'
  readonly slot: number
  readonly sequence: number
  /** How many items of the unit are done now; the news is about those since the last message. */
  readonly upTo: number
  /** The results of these items; undefined when they were stored in shared memory. */
  readonly values: Encoded | undefined
  /** Offset and error of those among them that failed. */
  readonly failures: readonly (readonly [number, Encoded])[]
  /** Whether the unit is finished. */
  readonly done: boolean
}
