/**
 * `currentTask()`: what a running task may ask about itself.
 *
 * Whoever runs tasks in a thread answers: a worker, the inline engine. The answer stands under a symbol on `globalThis`, as the
 * copy of the package that a task imports need not be the one that runs it.
 */
import { markOwn } from './function/own-exports'

/** A running task, as it sees itself. */
export interface CurrentTask {
  /** Aborted when the task is not wanted any more: its call was stopped, or its time is over. */
  readonly signal: AbortSignal
  /** The place of its item in the input; 0 for `apply`. */
  readonly index: number
}

type Answer = () => CurrentTask | undefined

const KEY = Symbol.for('numpool.currentTask')

/**
 * The task in which it is called, also after an `await`; undefined where none runs. Its `signal` is aborted when the task is not
 * wanted any more, with the reason of that: the call's signal, its `timeout` or `cancel()`, a `taskTimeout`. Whoever listens to it
 * can end the task in time, before its worker is replaced (`graceMs`).
 *
 * Not for loops that never await: a thread that computes hears nothing.
 *
 * @example
 * ```ts
 * const load = async (url: string) => {
 *   const response = await fetch(url, { signal: currentTask()?.signal })
 *   return response.text()
 * }
 * await pool.map(load, urls, { taskTimeout: 5000 })
 * ```
 */
export function currentTask(): CurrentTask | undefined {
  return (globalThis as { [KEY]?: Answer })[KEY]?.()
}

/** From now on `answer` is asked first, and who answered before it does not know. */
export function answerCurrentTask(answer: Answer): void {
  const before = (globalThis as { [KEY]?: Answer })[KEY]
  Object.defineProperty(globalThis, KEY, {
    value: before === undefined ? answer : () => answer() ?? before(),
    configurable: true,
  })
}

/** A task in the hands of who runs it. */
export class RunningTask {
  /** What the task sees. */
  readonly shown: CurrentTask
  #controller: AbortController | undefined
  #over: { readonly reason: unknown } | undefined

  /** @param listens - called when the task asks for its signal */
  constructor(index: number, listens?: () => void) {
    const signal = (): AbortSignal => {
      listens?.()
      return this.#signal
    }
    this.shown = Object.freeze({
      index,
      get signal() {
        return signal()
      },
    })
  }

  get #signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController()
      if (this.#over !== undefined) this.#controller.abort(this.#over.reason)
    }
    return this.#controller.signal
  }

  /** The task is not wanted any more. */
  abort(reason: unknown): void {
    if (this.#over !== undefined) return
    this.#over = { reason }
    this.#controller?.abort(reason)
  }
}

markOwn({ currentTask })
