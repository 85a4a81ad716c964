/**
 * Runs the units that the pool sends, and says what came of their items.
 *
 * Items run in a plain loop; only a promise leaves it, and its settling takes the loop up again. One item waits at a time,
 * unless the call says how many may. What is finished is held back for at most a millisecond and never while a function runs
 * that may take long, so that a worker that is stopped or dies takes next to nothing with it.
 *
 * User code in the same thread may replace globals and methods of prototypes. What keeps the worker answering (queue, calls,
 * ledger, port) is written so that it needs none of them: index writes, objects without prototype, functions taken at load.
 */
import { decode, encodeThrown } from '../../../codec'
import { answerCurrentTask } from '../../../current-task'
import { now } from '../../../platform/clock'
import { isThenable } from '../../../thenable'
import type { FromWorker, SupplyMessage, ToWorker } from '../protocol'
import type { FunctionMaker } from './functions'
import { type Item, Items } from './items'
import { Limits } from './limits'
import { Proofs, QUICK_MS } from './proof'
import { Queue } from './queue'
import type { TightLoop } from './tight'
import { LONG_MS, type RunningUnit } from './unit'

const exit = process.exit.bind(process)
const { min } = Math

/** What a worker ends with when user code has broken it. */
const BROKEN = 70

/** Results of quick items are held unless a block took longer: milliseconds. */
const HELD_MS = 1

export class Dispatch {
  readonly #post: (message: FromWorker) => void
  readonly #queue: Queue
  readonly #proofs = new Proofs()
  /** The unit whose items are begun now. */
  #current: RunningUnit | undefined
  /** Items that wait for promises. */
  readonly #items = new Items()
  /** Whether the loop runs. */
  #looping = false
  readonly #limits: Limits
  /** Only items that were given up are left: the pool replaces this worker. */
  #spent = false
  /** Called when the last item that waited has ended, and nothing else is there to run. */
  onIdle: () => void = () => {}
  /** Takes what the pool sends ahead. */
  onSupply: (message: SupplyMessage) => Promise<unknown> | undefined = () => undefined
  /** Messages that came after one whose classes are still being imported. */
  #held: ToWorker[] | undefined

  constructor(ledger: Int32Array, maker: FunctionMaker, post: (message: FromWorker) => void) {
    this.#queue = new Queue(ledger, maker, this.#proofs, post)
    this.#post = post
    this.#limits = new Limits(ledger, this.#items, {
      fail: (item, error) => this.#giveUp(item, error),
      hopeless: () => this.#checkSpent(),
    })
    answerCurrentTask(() => this.#items.current(this.#looping ? this.#current : undefined))
  }

  /** Nothing runs, and nothing waits. */
  get idle(): boolean {
    return this.#current === undefined && this.#items.count === 0
  }

  /** Takes a message from the pool. */
  receive(message: ToWorker): void {
    if (this.#held !== undefined && message.type !== 'end') {
      this.#held[this.#held.length] = message
      return
    }
    switch (message.type) {
      case 'work':
        this.#queue.add(message.calls, message.units)
        this.#loop()
        break
      case 'forget':
        this.#queue.forget(message.calls)
        break
      case 'abort': {
        const { slot, offset, reason } = message
        this.#items.abort(slot, offset, () => decode(reason))
        break
      }
      case 'drop':
        this.#drop(message.slot, message.offset)
        break
      case 'supply':
        this.#supply(message)
        break
      case 'end':
        exit(0)
    }
  }

  /** What comes next may need the classes. */
  #supply(message: SupplyMessage): void {
    const waits = this.onSupply(message)
    if (waits === undefined) return
    this.#held = []
    void this.#resume(waits)
  }

  async #resume(waits: Promise<unknown>): Promise<void> {
    await waits
    const held = this.#held ?? []
    this.#held = undefined
    for (let i = 0; i < held.length; i++) this.receive(held[i] as ToWorker)
  }

  /** Begins items until none is left, or none may begin before another has ended. */
  #loop(): void {
    if (this.#spent) return
    this.#looping = true
    for (;;) {
      const unit = this.#current ?? this.#queue.next()
      if (unit === undefined) break
      this.#current = unit
      if (!this.#items.mayBegin(unit.concurrency)) break
      if (unit.at >= unit.end && !unit.take()) {
        this.#current = undefined
        unit.exhausted = true
        this.#items.forget(unit)
        // What is held must not wait behind another unit's items.
        if (unit.waiting === 0) unit.outbox.close()
        else unit.outbox.flush()
        continue
      }
      this.#block(unit)
    }
    this.#looping = false
  }

  /** Runs what was taken, or up to an item that waits. */
  #block(unit: RunningUnit): void {
    const { tight, outbox, runner } = unit
    if (runner.limit !== undefined) {
      this.#limited(unit)
      return
    }
    const first = unit.at
    const kind = runner.kind?.(first)
    const quick = this.#proofs.quick(kind, runner.proof)
    // Nobody waits for a function that may take long because another one was quick before it.
    if (!quick) outbox.flush()
    const before = now()
    if (tight === undefined) this.#plain(unit, quick)
    else this.#tight(unit, tight, quick, before)
    const took = now() - before
    const count = unit.at - first
    const wasQuick = took < QUICK_MS * count
    this.#proofs.learn(kind, runner.proof, wasQuick, count)
    if (unit.concurrency === 1 && unit.waiting > 0) return
    unit.finish()
    outbox.maybeFlush(before, before + took, quick ? HELD_MS : QUICK_MS * count)
    unit.adapt(took)
  }

  /** @param several - whether items of the first one's kind are known to be quick */
  #plain(unit: RunningUnit, several: boolean): void {
    const { runner } = unit
    const { kind } = runner
    const first = unit.at
    while (unit.at < unit.end) {
      // Another kind begins a block of its own.
      if (
        unit.at > first &&
        (!several || (kind !== undefined && !this.#proofs.quick(kind(unit.at), undefined)))
      )
        return
      const offset = unit.begin()
      if (unit.skips(offset)) {
        unit.outbox.value(offset, undefined)
        continue
      }
      try {
        const result = unit.concurrency > 1 ? this.#items.run(unit, offset) : runner.invoke(offset)
        if (isThenable(result)) {
          this.#wait(unit, offset, result)
          return
        }
        unit.store(offset, result)
      } catch (error) {
        unit.outbox.failure(offset, encodeThrown(error))
      }
    }
  }

  /** Runs one item that may take only so long. */
  #limited(unit: RunningUnit): void {
    const { outbox, runner } = unit
    // Whoever replaces this worker for the item must have everything that came before it.
    if (runner.output === undefined) outbox.flush()
    const offset = unit.begin()
    if (unit.skips(offset)) {
      outbox.value(offset, undefined)
      unit.finish()
      return
    }
    const before = now()
    const due = this.#limits.begin(unit, offset, before)
    try {
      const result = unit.concurrency > 1 ? this.#items.run(unit, offset) : runner.invoke(offset)
      if (isThenable(result)) {
        this.#wait(unit, offset, result, due)
        return
      }
      // Nothing can have stopped it here; too long is too long.
      if (now() > due) throw this.#limits.error(unit, offset)
      unit.store(offset, result)
    } catch (error) {
      outbox.failure(offset, encodeThrown(error))
    }
    this.#limits.end(unit, offset)
    unit.finish()
    outbox.maybeFlush(before, now(), QUICK_MS)
  }

  /** @param several - whether the function is known to be quick */
  #tight(unit: RunningUnit, tight: TightLoop, several: boolean, before: number): void {
    let end = several ? unit.end : unit.at + 1
    while (unit.at < end) {
      let offset: number
      try {
        const to = min(end, unit.at + tight.slice)
        unit.runTight(tight, to)
        if (unit.at >= to) {
          if (to < end && now() - before > LONG_MS) {
            unit.untake()
            end = unit.end
          }
          continue
        }
        offset = unit.at++
        unit.noteOdd()
        const { value } = tight.odd
        if (isThenable(value)) {
          this.#wait(unit, offset, value)
          return
        }
        try {
          unit.store(offset, value)
        } catch (error) {
          unit.outbox.failure(offset, encodeThrown(error))
        }
      } catch (error) {
        unit.outbox.failure(unit.recover(), encodeThrown(error))
      }
    }
  }

  #wait(
    unit: RunningUnit,
    offset: number,
    promise: PromiseLike<unknown>,
    due = Number.POSITIVE_INFINITY,
  ): void {
    if (unit.concurrency === 1) unit.untake()
    unit.outbox.flush()
    const item = this.#items.add(unit, offset, due)
    if (due !== Number.POSITIVE_INFINITY) this.#limits.watch(item)
    void this.#settle(item, promise)
  }

  /** `await` uses the engine's own promises, whatever has become of `Promise`. */
  async #settle(item: Item, promise: PromiseLike<unknown>): Promise<void> {
    let failure: { readonly error: unknown } | undefined
    let result: unknown
    try {
      result = await promise
    } catch (error) {
      failure = { error }
    }
    if (!item.over) {
      if (item.due !== Number.POSITIVE_INFINITY && now() > item.due)
        failure = { error: this.#limits.error(item.unit, item.offset) }
      this.#ended(item, failure, result)
    } else if (item.givenUp) {
      this.#limits.forget(item)
      this.#items.leave(item)
      this.#limits.left()
      this.#goOn()
    }
  }

  /** An item that waited has ended: goes on with others. */
  #ended(item: Item, failure: { readonly error: unknown } | undefined, result: unknown): void {
    this.#limits.forget(item)
    this.#items.end(item)
    this.#answer(item, failure, result)
    this.#goOn()
  }

  /** The item fails, and waits still: its place is not free. */
  #giveUp(item: Item, error: unknown): void {
    this.#items.giveUp(item)
    this.#answer(item, { error }, undefined)
    this.#items.taskOf(item).abort(error)
    this.#goOn()
  }

  /** Gives out what came of an item that waited. */
  #answer(item: Item, failure: { readonly error: unknown } | undefined, result: unknown): void {
    const { unit, offset, due } = item
    try {
      if (failure === undefined) unit.store(offset, result)
    } catch (error) {
      failure = { error }
    }
    if (failure !== undefined) unit.outbox.failure(offset, encodeThrown(failure.error))
    if (unit.concurrency === 1) unit.finish()
    this.#limits.end(unit, offset)
    unit.outbox.maybeFlush(item.since, now(), QUICK_MS)
    if (due !== Number.POSITIVE_INFINITY || item.givenUp) unit.outbox.flush()
    if (unit.exhausted && unit.waiting === 0) unit.outbox.close()
  }

  #goOn(): void {
    this.#loop()
    if (this.idle) this.onIdle()
    else this.#checkSpent()
  }

  /** Where only items are left that were given up and do not end, this worker does nothing more. */
  #checkSpent(): void {
    const items = this.#items
    if (this.#spent || this.#looping || items.wanted > 0 || items.count === 0 || items.hope) return
    this.#spent = true
    this.#post({ type: 'spent' })
  }

  /** Nobody wants the item any more. */
  #drop(slot: number, offset: number): void {
    const item = this.#items.find(slot, offset)
    if (item === undefined) return
    this.#limits.forget(item)
    this.#items.giveUp(item)
    item.hopeless = true
    this.#answer(item, undefined, undefined)
    this.#goOn()
  }

  /** An error that nothing caught: the item that it came from fails with it. */
  uncaught(error: unknown): void {
    // Out of the loop itself: this worker cannot be relied on any more.
    if (this.#looping) exit(BROKEN)
    const item = this.#items.culprit()
    if (item === undefined) this.#post({ type: 'stray', error: encodeThrown(error) })
    // One that was given up has failed already.
    else if (!item.over) this.#ended(item, { error }, undefined)
  }

  /** Sends what is held back. */
  flush(): void {
    this.#current?.outbox.flush()
    this.#items.flush()
  }
}
