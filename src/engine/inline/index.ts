/**
 * The inline engine: plain JavaScript, one item after another, in the calling thread. It is what the other engines are
 * compared with, and runs what is not worth a thread.
 */
import { type Call, type Engine, type Failure, type Outcome, placeOf } from '../../call'
import { unmoved } from '../../codec/moves'
import { isShared } from '../../dtype'
import { asyncResult, TaskTimeoutError } from '../../errors'
import { now } from '../../platform/clock'
import { setImmediate } from '../../platform/timers'
import { argumentsReader, itemReader } from '../../sequence'
import { isThenable } from '../../thenable'
import { calledAs } from '../../watch/slowest'
import { callLeft, callTaken } from '../../watch/tally'
import { collector } from './collect'
import { settled } from './promises'
import { snapshot } from './snapshot'
import { InlineTask, runLater, runNow } from './tasks'
import { withCaptures } from './with-captures'

/** How long an asynchronous call computes before it lets the event loop turn. */
const SLICE_MS = 8

export const inlineEngine: Engine = { run, runSync }

function runSync(call: Call): Outcome {
  const items = new Items(call)
  try {
    const task = new InlineTask(call.firstIndex)
    return runNow(task, () => runAllSync(call, items, task))
  } finally {
    items.close()
  }
}

function runAllSync(call: Call, items: Items, task: InlineTask): Outcome {
  const { control, data } = call
  for (let i = 0; i < data.length && !items.over; i++) {
    if (control.stopped) throw control.stopReason
    task.become(call.firstIndex + i)
    const result = items.begin(i)
    if (!isThenable(result)) continue
    // What becomes of the promise is nobody's business any more.
    Promise.resolve(result).catch(() => {})
    items.fail(i, asyncResult(call.method))
  }
  return items.outcome()
}

async function run(call: Call): Promise<Outcome> {
  // The first slice runs in the caller's turn: data, captured variables and builtins count as they are now.
  const items = new Items(call)
  try {
    return await runAll(call, items)
  } finally {
    items.close()
  }
}

async function runAll(call: Call, items: Items): Promise<Outcome> {
  const { control, data, concurrency = 1, taskTimeout } = call
  let waiting = 0
  let oneEnded = (): void => {}
  let sliceEnd = now() + SLICE_MS
  for (let i = 0; i < data.length && !items.over; i++) {
    if (now() > sliceEnd) {
      await nextTurn()
      sliceEnd = now() + SLICE_MS
    }
    if (control.stopped) throw control.stopReason
    const task = new InlineTask(call.firstIndex + i)
    const result = runLater(task, () => items.begin(i))
    if (!isThenable(result)) continue
    waiting++
    settled(result, control, taskTimeout, () => items.timeoutError(i), task)
      .then(
        (value) => items.store(i, value),
        (error: unknown) => items.fail(i, error),
      )
      .then(left, (error: unknown) => {
        left()
        throw error
      })
    while (waiting >= concurrency && !items.over) await nextEnded()
  }
  while (waiting > 0 && !items.over) await nextEnded()
  if (control.stopped) throw control.stopReason
  return items.outcome()

  function left(): void {
    waiting--
    oneEnded()
  }

  function nextEnded(): Promise<void> {
    return new Promise((resolve) => {
      oneEnded = resolve
    })
  }
}

/** The items of a call, and what becomes of them. */
class Items {
  readonly #call: Call
  readonly #read: (i: number) => unknown
  readonly #invoke: (item: unknown) => unknown
  readonly #output: ReturnType<typeof collector>
  readonly #failures: Failure[] = []
  /** Whether other threads may write to the items meanwhile. */
  readonly #live: boolean
  #ended = 0
  readonly #start = now()

  constructor(call: Call) {
    const data = snapshot(call.data)
    const fn = withCaptures(call.fn, call.captures) as (...args: unknown[]) => unknown
    this.#call = call
    this.#live = data.columns.some((column) => column.kind === 'typed' && isShared(column.array))
    this.#read = call.spread ? argumentsReader(data) : itemReader(data)
    // The function gets the item and nothing else.
    this.#invoke = call.spread ? (args) => fn(...(args as unknown[])) : (item) => fn(item)
    this.#output = collector(call.output, data.length)
    callTaken(call, 'inline')
  }

  /** Whether the rest is not to be begun. */
  get over(): boolean {
    return this.#call.stopOnError && this.#failures.length > 0
  }

  /** Runs item `i`; gives a promise that it returned, and otherwise stores what it returned. */
  begin(i: number): unknown {
    const { taskTimeout } = this.#call
    const start = taskTimeout === Number.POSITIVE_INFINITY ? 0 : now()
    try {
      const result = this.#invoke(unmoved(this.#read(i)))
      if (isThenable(result)) return result
      // Nothing can interrupt it here; too long is too long on every engine.
      if (start > 0 && now() - start > taskTimeout) throw this.timeoutError(i)
      this.store(i, result)
    } catch (error) {
      this.fail(i, error)
    }
    return undefined
  }

  timeoutError(i: number): TaskTimeoutError {
    const { taskTimeout, method, fn } = this.#call
    return new TaskTimeoutError(taskTimeout, placeOf(this.#call, i), calledAs(method, fn))
  }

  store(i: number, returned: unknown): void {
    const result = unmoved(returned)
    try {
      this.#output.store(i, result)
    } catch (error) {
      this.fail(i, error)
      return
    }
    this.#call.receiver?.results(i, 1, [result])
    this.#tell()
  }

  fail(index: number, error: unknown): void {
    this.#failures.push({ index, error, item: this.#itemOf(index) })
    const { receiver } = this.#call
    receiver?.failed(index, error)
    receiver?.results(index, 1, undefined)
    this.#tell()
  }

  /** The item as the function got it: the data may be written over by now. */
  #itemOf(index: number): unknown {
    if (this.#live) return undefined
    try {
      return this.#read(index)
    } catch {
      // Reading it is what failed.
      return undefined
    }
  }

  #tell(): void {
    this.#ended++
    const { control } = this.#call
    if (control.watched) control.progress(this.#ended)
  }

  /** Nothing of it runs any more, or for nobody. */
  close(): void {
    const call = this.#call
    const ms = now() - this.#start
    const failed = this.#failures.length
    callLeft(call, 'inline', this.#ended - failed, failed, ms)
    const { slowest } = call.counters
    if (call.data.length === 1) slowest.item(call, call.firstIndex, ms)
    else slowest.chunk(call, call.firstIndex, call.data.length, ms)
  }

  outcome(): Outcome {
    // Promises end in any order.
    const failures = this.#failures.sort((a, b) => a.index - b.index)
    return { value: this.#output.finish(), failures }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
