/**
 * A batch: single calls on their way to one worker, as one unit.
 */
import { type Encoded, encode, formatPath, Refusal } from '../../../codec'
import { NotCloneableError, TaskTimeoutError, WorkerLostError } from '../../../errors'
import type { Told } from '../../../watch/events'
import { calledAs } from '../../../watch/slowest'
import type { Forms } from '../forms'
import { type BatchMessage, type FunctionMessage, limitMessage } from '../protocol'
import { roomFor } from '../room'
import { carriesObjects } from './functions'
import type { Lane } from './lane'
import type { Single } from './single'
import type { Work } from './unit'

/** A call whose worker is lost runs so often at most, where it may run again at all. */
export const MAX_TRIES = 3

/** Calls that were sent together, or as much of them as one worker took over from another. */
export class Batch implements Work {
  readonly #lane: Lane
  readonly singles: readonly Single[]
  /** Whether the arguments were seen to be plain data just now. */
  #plain: boolean
  /** Whether there are objects among them. */
  readonly #objects: boolean
  /** The arguments, as they were when the batch was cut; where there are none, they are read when they are sent. */
  readonly #forms: Forms | undefined
  readonly settled = false
  readonly stores = false

  constructor(
    lane: Lane,
    singles: readonly Single[],
    plain: boolean,
    objects: boolean,
    forms: Forms | undefined,
  ) {
    this.#forms = forms
    this.#lane = lane
    this.singles = singles
    this.#plain = plain
    this.#objects = objects
  }

  /** That of the first call: whoever asks knows that there may be others. */
  get told(): Told {
    return (this.singles[0] as Single).told
  }

  get concurrency(): number {
    return (this.singles[0] as Single).terms.concurrency
  }

  get taskTimeout(): number {
    return (this.singles[0] as Single).terms.taskTimeout
  }

  get graceMs(): number | undefined {
    return (this.singles[0] as Single).terms.graceMs
  }

  timeoutError(index: number): Error {
    return new TaskTimeoutError(this.taskTimeout, undefined, this.#name(index))
  }

  #name(index: number): string {
    const { method, fn } = (this.singles[index] as Single).told
    return calledAs(method, fn)
  }

  /** What the calls from `low` to `high` are called; one name where they have the same. */
  #names(low: number, high: number): string | readonly string[] {
    const names: string[] = []
    for (let index = low; index < high; index++) names.push(this.#name(index))
    const [first = ''] = names
    return names.every((name) => name === first) ? first : names
  }

  accept(
    from: number,
    count: number,
    values: readonly unknown[] | undefined,
    failed: ReadonlyMap<number, unknown> | undefined,
  ): void {
    for (let i = 0; i < count; i++) {
      const single = this.singles[from + i] as Single
      if (single.settled) continue
      const fails = failed?.has(from + i) === true
      this.#lane.settle(single, fails ? 'failed' : 'done')
      if (fails) single.fail(failed.get(from + i))
      else single.succeed(values?.[i])
    }
  }

  retries(index: number): boolean {
    const single = this.singles[index] as Single
    return !single.settled && single.terms.idempotent && ++single.tries < MAX_TRIES
  }

  giveBack(low: number, high: number): void {
    const wanted = this.singles.slice(low, high).filter((single) => !single.settled)
    for (const single of wanted) single.batch = undefined
    if (wanted.length > 0) this.#lane.giveBack(wanted)
  }

  measured(count: number, took: number): void {
    this.#lane.measured(count, took)
  }

  lostError(
    index: number,
    state: 'lost' | 'maybe-done',
    exitCode: number | undefined,
    cause: unknown,
  ): Error {
    const options = cause === undefined ? undefined : { cause }
    return new WorkerLostError({ exitCode, state, of: this.#name(index) }, options)
  }

  /**
   * The message for the calls from `low` to `high`; those that cannot be sent fail here.
   *
   * @param careful - look at everything, because clone has refused what had passed the cheap look
   */
  message(low: number, high: number, careful: boolean): BatchContent {
    let gathered = this.#gather(low, high)
    const formed = this.#forms?.between(low, high)
    let args: Encoded
    try {
      args =
        formed !== undefined || (this.#plain && !careful)
          ? { value: gathered.args }
          : encode(gathered.args, { careful, moves: true })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (let index = low; index < high; index++)
        this.#refuse(this.singles[index] as Single, careful)
      gathered = this.#gather(low, high)
      args = encode(gathered.args, { careful, moves: true })
    }
    // Objects that are sent once more may have changed.
    if (this.#objects) this.#plain = false
    const { fns, which, arity, skip, objects } = gathered
    const limit = limitMessage(this.taskTimeout, this.graceMs, () => this.#names(low, high))
    return {
      batch: {
        fns,
        which,
        arity,
        args,
        ...(formed && { formed }),
        ...(limit && { limit }),
      },
      skip: skip.length === 0 ? undefined : skip,
      alone: objects || this.#objects || careful,
    }
  }

  #gather(low: number, high: number): Gathered {
    const fns: FunctionMessage[] = []
    let places: Map<FunctionMessage | number, number> | undefined
    let which: number[] | undefined
    let arity: number[] | undefined
    const args = this.#roomForArguments(low, high)
    let end = 0
    const skip: number[] = []
    let objects = false
    let last: FunctionMessage | undefined
    let place = 0
    let usual = -1
    for (let index = low; index < high; index++) {
      const single = this.singles[index] as Single
      const fn = single.fn as FunctionMessage
      if (fn !== last) {
        last = fn
        const kept = fn.key ?? fn
        places ??= new Map()
        const known = places.get(kept)
        place = known ?? fns.push(fn) - 1
        if (known === undefined) {
          places.set(kept, place)
          objects ||= carriesObjects(fn)
        }
        // Most batches are calls of one function with as many arguments each: they need no lists.
        if (place > 0) which ??= new Array<number>(index - low).fill(0)
      }
      which?.push(place)
      const count = single.settled || this.#forms !== undefined ? 0 : single.count
      if (single.settled) skip.push(index - low)
      if (index === low) usual = count
      else if (count !== usual) arity ??= new Array<number>(index - low).fill(usual)
      arity?.push(count)
      if (count === 1) args[end++] = single.given
      else for (let i = 0; i < count; i++) args[end++] = (single.given as readonly unknown[])[i]
    }
    args.length = end
    return { fns, which, arity: arity ?? usual, args, skip, objects }
  }

  /** Most batches are calls with as many arguments as the first. */
  #roomForArguments(low: number, high: number): unknown[] {
    if (this.#forms !== undefined) return []
    const { args, count } = this.singles[low] as Single
    return roomFor(args, count, count * (high - low))
  }

  /** Fails a call whose arguments cannot be sent. */
  #refuse(single: Single, careful: boolean): void {
    if (single.settled) return
    try {
      encode(single.args, { careful, moves: true })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const options = error.cause === undefined ? undefined : { cause: error.cause }
      this.#lane.settle(single, 'failed')
      single.fail(new NotCloneableError(formatPath('args', error.keys), error.holds, options))
    }
  }
}

/** What the calls of a batch need, function by function and argument by argument. */
interface Gathered {
  readonly fns: FunctionMessage[]
  /** Undefined when all call the first. */
  readonly which: number[] | undefined
  /** One number when all have as many arguments. */
  readonly arity: number[] | number
  readonly args: unknown[]
  readonly skip: number[]
  /** Whether objects travel with the functions. */
  readonly objects: boolean
}

/** A batch, ready to be sent. */
export interface BatchContent {
  readonly batch: BatchMessage
  readonly skip: readonly number[] | undefined
  /** Whether objects travel with it, so that it must not share a message with others. */
  readonly alone: boolean
}
