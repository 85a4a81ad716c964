/**
 * Where in the user's program a call was made. An error that comes from a worker has the worker's stack; the caller's is
 * put under it, as Python prints a remote traceback above the local one. An error of numpool's own, which a timer or a message
 * has made, shows the caller's alone. Frames of numpool's own say nothing to anybody and are left out.
 */
import type { Outcome } from '../../../call'
import { defineData } from '../../../define-data'
import { BrokenPoolError, PoolError, PoolTerminatedError, ThrownValueError } from '../../../errors'
import { withoutOwnFrames } from '../../../function/own-files'

const MARK = '\n    -- called from --\n'

/** Causes of causes that are looked at. */
const DEPTH = 8

/** Holds the stack of a call, once it was taken down. */
export interface CalledFrom {
  stack?: string
}

export class CallSite {
  readonly #here: CalledFrom
  #frames: readonly string[] | undefined

  /**
   * @param below - the function from which the stack is counted: what it calls is numpool's own
   * @param calledFrom - gets the stack, unless it has that of an earlier moment
   */
  constructor(below: (...args: never[]) => unknown, calledFrom: CalledFrom | undefined) {
    this.#here = calledFrom ?? {}
    if (!Object.hasOwn(this.#here, 'stack')) Error.captureStackTrace(this.#here, below)
  }

  /** The outcome, the errors in it showing this place too. */
  mark(outcome: Outcome): Outcome {
    if (outcome.failures.length === 0) return outcome
    for (const { error } of outcome.failures) this.markError(error)
    return outcome
  }

  /** An item's error shows this place too. */
  markError(error: unknown): void {
    if (!(error instanceof Error)) return
    rewrite(error, this.#local())
    tidyCauses(error, DEPTH)
  }

  /** What the whole call fails with, showing this place if it is an error of numpool's own. */
  failure(error: unknown): unknown {
    if (!(error instanceof PoolError)) return error
    const own = isShared(error) ? copyOf(error) : error
    rewrite(own, this.#local())
    if (error instanceof BrokenPoolError) tidyCauses(own, DEPTH)
    return own
  }

  #local(): readonly string[] {
    // The text is made here, only for calls that failed: making it is dearer than the call.
    if (this.#frames === undefined) {
      const { stack = '' } = this.#here
      this.#frames = withoutOwnFrames(stack.split('\n').slice(1))
    }
    return this.#frames
  }
}

/** What a call fails with, where its place may have been taken down. */
export function failureAt(error: unknown, calledFrom: CalledFrom): unknown {
  if (!(error instanceof PoolError) || !Object.hasOwn(calledFrom, 'stack')) return error
  return new CallSite(failureAt, calledFrom).failure(error)
}

/** A stack without the frames of numpool's own code. */
export function withoutWorkerFrames(stack: string | undefined): string | undefined {
  return stack === undefined ? undefined : withoutOwn(stack.split('\n')).join('\n')
}

/** Frames of the worker's own code, and of Node's under it. */
const OF_THE_WORKER = /\[worker eval\]|\(node:internal\/(?:event_target|per_context\/messageport)/
const FRAME = /^\s+at /
const OF_NODE = /\(?node:[\w/]+:\d+/

function withoutOwn(lines: readonly string[]): string[] {
  const foreign = new Set(withoutOwnFrames(lines))
  return lines.filter(
    (line) => !FRAME.test(line) || (foreign.has(line) && !OF_THE_WORKER.test(line)),
  )
}

/** Errors that show where a call was made. */
const marked = new WeakSet<Error>()

function rewrite(error: Error, local: readonly string[]): void {
  try {
    const { stack } = error
    if (marked.has(error) || typeof stack !== 'string' || stack.includes(MARK)) return
    marked.add(error)
    let lines = withoutOwn(stack.split('\n'))
    let between = MARK
    // What a task has thrown was thrown over there, even if no frame tells of it.
    if (error instanceof PoolError && !(error instanceof ThrownValueError)) {
      const frames = lines.filter((line) => FRAME.test(line) && !OF_NODE.test(line))
      if (frames.every((line) => local.includes(line))) {
        lines = lines.filter((line) => !FRAME.test(line))
        between = '\n'
      }
    }
    const below = local.length === 0 ? '' : `${between}${local.join('\n')}`
    defineData(error, 'stack', lines.join('\n') + below, false)
  } catch {
    // An error that does not let its stack be changed keeps it.
  }
}

/** What came from a worker inside of an error: its causes and the errors that it gathers. They are copies of the user's. */
function tidyCauses(error: Error, depth: number): void {
  if (depth === 0) return
  const gathered = ownValue(error, 'errors')
  for (const inner of [ownValue(error, 'cause'), ...(Array.isArray(gathered) ? gathered : [])]) {
    if (!(inner instanceof Error)) continue
    const stack = ownValue(inner, 'stack')
    const tidy = typeof stack === 'string' ? withoutWorkerFrames(stack) : undefined
    try {
      if (tidy !== undefined && tidy !== stack) defineData(inner, 'stack', tidy, false)
    } catch {
      // As above.
    }
    tidyCauses(inner, depth - 1)
  }
}

/** Getters are not asked: they may be the user's. */
function ownValue(error: Error, key: string): unknown {
  return Object.getOwnPropertyDescriptor(error, key)?.value
}

/** Whether several calls may fail with one and the same error. */
function isShared(error: Error): boolean {
  return error instanceof BrokenPoolError || error instanceof PoolTerminatedError
}

function copyOf(error: Error): Error {
  const copy = new Error(error.message)
  Object.setPrototypeOf(copy, Object.getPrototypeOf(error) as object)
  const { stack, ...rest } = Object.getOwnPropertyDescriptors(error)
  Object.defineProperties(copy, rest)
  defineData(copy, 'stack', error.stack, false)
  return copy
}
