/**
 * Units that have not begun, the calls that they are of, and what runs their items.
 */
import type { CallMessage, FromWorker, UnitMessage } from '../protocol'
import { openBatch } from './batch'
import { invoker, listsOf, outputOf, type PreparedColumns, prepareColumns } from './columns'
import type { AnyFunction, FunctionMaker } from './functions'
import type { Proofs } from './proof'
import { listLoop, tightLoop } from './tight'
import { type Runner, RunningUnit } from './unit'

const { create } = Object

/** A call as this worker knows it. */
interface KnownCall {
  readonly message: CallMessage
  /** Missing when making it failed: every item of the call fails with the error. */
  readonly fn: AnyFunction | undefined
  readonly error: unknown
  readonly columns: PreparedColumns
  readonly output: Runner['output']
}

/** A unit that has not begun. */
interface Queued {
  readonly message: UnitMessage
  /** Its call, where that came with it; others are kept. */
  readonly call: KnownCall | undefined
  readonly open: (() => Runner) | undefined
}

export class Queue {
  readonly #ledger: Int32Array
  readonly #maker: FunctionMaker
  readonly #proofs: Proofs
  readonly #post: (message: FromWorker) => void
  readonly #calls: Record<number, KnownCall> = create(null)
  /** Units from `#first` on have not begun. */
  #units: Queued[] = []
  #first = 0

  constructor(
    ledger: Int32Array,
    maker: FunctionMaker,
    proofs: Proofs,
    post: (message: FromWorker) => void,
  ) {
    this.#ledger = ledger
    this.#maker = maker
    this.#proofs = proofs
    this.#post = post
  }

  /** Takes what a message brings. */
  add(calls: readonly CallMessage[], units: readonly UnitMessage[]): void {
    for (let i = 0; i < calls.length; i++) this.#know(calls[i] as CallMessage)
    for (let i = 0; i < units.length; i++) {
      const unit = units[i] as UnitMessage
      const open = unit.batch === undefined ? undefined : openBatch(unit.batch, this.#maker)
      const known = this.#calls[unit.call]
      const call = known?.message.once === true ? known : undefined
      this.#units[this.#units.length] = { message: unit, call, open }
    }
    // Only now: a message may bring several units of a call.
    for (let i = 0; i < calls.length; i++) {
      const { id, once } = calls[i] as CallMessage
      if (once) delete this.#calls[id]
    }
  }

  /** These calls are over. */
  forget(calls: readonly number[]): void {
    for (let i = 0; i < calls.length; i++) delete this.#calls[calls[i] as number]
  }

  /** The next unit, which begins; undefined where there is none. */
  next(): RunningUnit | undefined {
    const queued = this.#units[this.#first]
    if (queued === undefined) {
      if (this.#first > 0) {
        this.#units = []
        this.#first = 0
      }
      return undefined
    }
    // Let go at once: the array is replaced only when it is empty.
    this.#units[this.#first++] = undefined as never
    const { message, call, open } = queued
    const runner =
      open === undefined ? this.#runnerOf(message, call ?? this.#calls[message.call]) : open()
    return new RunningUnit(message, runner, this.#ledger, this.#post)
  }

  #know(message: CallMessage): void {
    const columns = prepareColumns(message.columns)
    const output = outputOf(message.output)
    let fn: AnyFunction | undefined
    let error: unknown
    try {
      fn = this.#maker.make(message.fn)
    } catch (thrown) {
      error = thrown
    }
    this.#calls[message.id] = { message, columns, output, fn, error }
  }

  #runnerOf(unit: UnitMessage, known: KnownCall | undefined): Runner {
    const none = { output: undefined, tight: undefined, kind: undefined, proof: undefined }
    // The call is over, and nothing of the unit is left to take.
    if (known === undefined)
      return { ...none, firstIndex: 0, limit: undefined, invoke: () => undefined }
    const { message, columns, output, fn, error } = known
    const { firstIndex, limit } = message
    const nothing = {
      ...none,
      firstIndex: firstIndex === undefined ? undefined : firstIndex + unit.low,
      limit,
    }
    if (fn === undefined) return { ...nothing, output, invoke: thrower(error) }
    const { low } = unit
    let lists: readonly (readonly unknown[])[]
    try {
      lists = listsOf(unit)
    } catch (thrown) {
      // Reading the items may run code of the user's: that of a class that crosses by a codec.
      return { ...nothing, output, invoke: thrower(thrown) }
    }
    const run = invoker(fn, message, columns, lists, low)
    const tight =
      tightLoop(fn, message, unit, this.#ledger) ?? listLoop(fn, message, lists, this.#ledger)
    const proof = output === undefined ? this.#proofs.of(fn) : undefined
    return { ...nothing, output, tight, proof, invoke: (offset) => run(low + offset) }
  }
}

function thrower(error: unknown): () => never {
  return () => {
    throw error
  }
}
