/**
 * One call of one function: what `apply` makes. A plain object, as there may be a million of them.
 */
import type { Told } from '../../watch/events'
import type { FunctionMessage } from './protocol'

export abstract class Single {
  /** Set when it is put in line: read then, with the captured values. */
  fn: FunctionMessage | undefined
  /** Read when the call is sent. */
  args: readonly unknown[]
  readonly concurrency: number
  readonly idempotent: boolean
  /** It has its result, or failed; it does not run, or nobody listens any more. */
  settled = false
  /** Workers lost with it. */
  tries = 0
  /** The batch it was sent with, and its place there. */
  batch: object | undefined = undefined
  place = 0

  constructor(args: readonly unknown[], concurrency: number, idempotent: boolean) {
    this.args = args
    this.concurrency = concurrency
    this.idempotent = idempotent
  }

  /** Milliseconds that it may run; Infinity without a limit. */
  get taskTimeout(): number {
    return Number.POSITIVE_INFINITY
  }

  /** Milliseconds that it gets after a stop; undefined for the engine's own. */
  get graceMs(): number | undefined {
    return undefined
  }

  /** What is told of it. */
  abstract get told(): Told

  /** Called at most once, one of the three. `fail`: what the function threw, or became of its worker; `abort`: it was stopped. */
  abstract succeed(value: unknown): void
  abstract fail(error: unknown): void
  abstract abort(reason: unknown): void
}
