/**
 * One call of one function: what `apply` makes. A small object, as there may be a million of them: what holds of many calls alike
 * stands in one object for all.
 */
import type { Told } from '../../../watch/events'
import type { FunctionMessage } from '../protocol'

/** What holds of a call whatever it calls. */
export interface SingleTerms {
  /** Calls that may wait for promises at the same time in its worker. */
  readonly concurrency: number
  /** Whether it may run once more after its worker was lost with it. */
  readonly idempotent: boolean
  /** Milliseconds that it may run; Infinity without a limit. */
  readonly taskTimeout: number
  /** Milliseconds that it gets after a stop; undefined for the engine's own. */
  readonly graceMs: number | undefined
}

export abstract class Single {
  /** Set when it is put in line: read then, with the captured values. */
  fn: FunctionMessage | undefined
  /** The only argument, or a list of all: most calls have one, and a list weighs more than all else of it. Read when the call is sent. */
  readonly given: unknown
  /** How many arguments there are. */
  readonly count: number
  abstract readonly terms: SingleTerms
  /** It has its result, or failed; it does not run, or nobody listens any more. */
  settled = false
  /** Workers lost with it. */
  tries = 0
  /** The batch it was sent with, and its place there. */
  batch: object | undefined = undefined
  place = 0

  /** @param args - the caller's: they are copied */
  constructor(args: readonly unknown[]) {
    const { length } = args
    this.count = length
    this.given = length === 1 ? args[0] : copyOf(args)
  }

  /** The arguments as a list. */
  get args(): readonly unknown[] {
    return this.count === 1 ? [this.given] : (this.given as readonly unknown[])
  }

  /** What is told of it. */
  abstract get told(): Told

  /** Called at most once, one of the three. `fail`: what the function threw, or became of its worker; `abort`: it was stopped. */
  abstract succeed(value: unknown): void
  abstract fail(error: unknown): void
  abstract abort(reason: unknown): void
}

/** A hole is `undefined`. (An array that grows takes room for 17 at once.) */
function copyOf(args: readonly unknown[]): readonly unknown[] {
  if (args.length === 0) return NO_ARGUMENTS
  if (args.length === 2) return [args[0], args[1]]
  const copy: unknown[] = []
  for (let i = 0; i < args.length; i++) copy.push(args[i])
  return copy
}

const NO_ARGUMENTS: readonly unknown[] = Object.freeze([])
