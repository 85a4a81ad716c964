/**
 * Where in the user's program a call was made. An error that comes from a worker has the worker's stack; the caller's is
 * put under it, as Python prints a remote traceback above the local one. `cause` is the user's own and stays as it is.
 */
import type { Outcome } from '../../call'
import { defineData } from '../../define-data'
import { withoutOwnFrames } from '../../function/own-files'

const MARK = '\n    -- called from --\n'

export class CallSite {
  readonly #here: { readonly stack?: string }
  #frames: readonly string[] | undefined

  /**
   * @param below - the function from which the stack is counted: what it calls is numpool's own
   * @param calledFrom - holds the stack, where it is not that of the moment
   */
  constructor(
    below: (...args: never[]) => unknown,
    calledFrom: { readonly stack?: string } | undefined,
  ) {
    this.#here = calledFrom ?? {}
    if (calledFrom === undefined) Error.captureStackTrace(this.#here, below)
  }

  /** The outcome, the errors in it showing this place too. */
  mark(outcome: Outcome): Outcome {
    if (outcome.failures.length === 0) return outcome
    for (const { error } of outcome.failures) this.markError(error)
    return outcome
  }

  /** An error shows this place too. */
  markError(error: unknown): void {
    // The text is made here, only for calls that failed: making it is dearer than the call.
    this.#frames ??= withoutOwnFrames(this.#here.stack?.split('\n').slice(1) ?? [])
    if (error instanceof Error) rewrite(error, this.#frames)
  }
}

/** Frames of the worker's own code, and of Node's under it. */
const OF_THE_WORKER = /\[worker eval\]|\(node:internal\/(?:event_target|per_context\/messageport)/

function rewrite(error: Error, frames: readonly string[]): void {
  try {
    const { stack } = error
    if (typeof stack !== 'string' || stack.includes(MARK)) return
    const lines = stack.split('\n')
    const remote = lines.filter((line) => !OF_THE_WORKER.test(line) || !/^\s+at /.test(line))
    const local = frames.length === 0 ? '' : `${MARK}${frames.join('\n')}`
    defineData(error, 'stack', remote.join('\n') + local, false)
  } catch {
    // An error that does not let its stack be changed keeps it.
  }
}
