/**
 * A unit: items that go to one worker together. They belong to a call with many items (job.ts), or are single calls (lane.ts).
 */
import { now } from '../../../platform/clock'
import type { TaskEvent, Told } from '../../../watch/events'
import type { Member } from '../crew/member'

/** What units are cut from, and where their results go. Items are counted from 0. */
export interface Work {
  /** What is told of it. */
  readonly told: Told
  /** Nothing of it is wanted any more. */
  readonly settled: boolean
  /** Items that may wait for promises at the same time in a worker. */
  readonly concurrency: number
  /** Milliseconds that an item may run; Infinity without a limit. */
  readonly taskTimeout: number
  /** Milliseconds that a running item gets after a stop; undefined for the engine's own. */
  readonly graceMs: number | undefined
  /** Whether results are stored in shared memory. */
  readonly stores: boolean
  /** Results from item `from` on; undefined when they are stored in place. `failed` holds the errors of those that failed. */
  accept(
    from: number,
    count: number,
    values: readonly unknown[] | undefined,
    failed: ReadonlyMap<number, unknown> | undefined,
  ): void
  /** The worker of an item that had begun is gone; true when the item is to run once more. */
  retries(index: number): boolean
  /** The error for an item whose worker is gone. */
  lostError(
    index: number,
    state: 'lost' | 'maybe-done',
    exitCode: number | undefined,
    cause: unknown,
  ): Error
  /** The error for an item that ran too long. */
  timeoutError(index: number): Error
  /** So many items took so many milliseconds. */
  measured(count: number, took: number): void
  /** Items that were not run are to be given out again, before others. */
  giveBack(low: number, high: number): void
}

/** Where a unit is. */
export interface Seat {
  readonly member: Member
  readonly slot: number
  /** The worker's how-manieth unit it is: they begin in this order. */
  readonly turn: number
}

export class Unit {
  readonly work: Work
  readonly low: number
  /** The end; less when the pool has taken items back. */
  high: number
  /** As what it counts for `maxTasksPerChild`. */
  tasks = 1
  /** Items in a grain of the ledger's range. */
  grain = 1
  /** How many of its items have been heard of. */
  reported = 0
  /** Which of them, where they end in any order. */
  heard: Uint8Array | undefined
  /** Those that failed here while the worker still has them: what it says of them later does not count. */
  givenUp: Set<number> | undefined
  /** Something of it was transferred, so that only this worker can run it. */
  moved = false
  /** Clone has refused its message once. */
  resent = false
  /** Milliseconds that its items took, as far as was heard. */
  took = 0
  /** When it was made, and when its first item began as far as was heard; by the clock. */
  readonly since = now()
  began = Number.POSITIVE_INFINITY
  /** What channels are told of it while a worker has it; undefined when nobody listens. */
  event: TaskEvent | undefined
  /** Where it is; undefined when no worker has it. */
  seat: Seat | undefined

  constructor(work: Work, low: number, high: number) {
    this.work = work
    this.low = low
    this.high = high
  }

  /** Gives the call what came of items, but for those that were given up. */
  accept(
    offset: number,
    count: number,
    values: readonly unknown[] | undefined,
    failed: ReadonlyMap<number, unknown> | undefined,
  ): void {
    const { work, low, givenUp } = this
    if (givenUp === undefined) {
      work.accept(low + offset, count, values, failed)
      return
    }
    for (let i = 0; i < count; i++) {
      const index = low + offset + i
      if (givenUp.has(offset + i)) continue
      work.accept(index, 1, values && [values[i]], failureOf(failed, index))
    }
  }

  /** The item at this offset fails, whatever becomes of it in the worker. */
  giveUp(offset: number, error: unknown): void {
    this.accept(offset, 1, undefined, new Map([[this.low + offset, error]]))
    this.givenUp ??= new Set()
    this.givenUp.add(offset)
  }

  /** Whether the item at this offset has been heard of. */
  isReported(offset: number): boolean {
    return this.heard === undefined ? offset < this.reported : this.heard[offset] === 1
  }
}

/** What failed at one place, where it did. */
export function failureOf(
  failed: ReadonlyMap<number, unknown> | undefined,
  index: number,
): ReadonlyMap<number, unknown> | undefined {
  return failed?.has(index) ? new Map([[index, failed.get(index)]]) : undefined
}
