/**
 * Errors of running: what an engine could not do, or did not survive.
 */
import { brand, PoolError } from './base'
import { listed, place, type Reason } from './reason'

/** The function or its data cannot run natively, and native was asked for. */
export class NotNativeError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_NOT_NATIVE'
  /** Everything that stands in the way. */
  readonly reasons: readonly Reason[]

  /** @internal */
  constructor(reasons: readonly Reason[]) {
    const [first] = reasons
    const more = reasons.length > 1 ? `, and ${reasons.length - 1} more (see error.reasons)` : ''
    const why = first === undefined ? '' : `: ${first.message}${place(first)}${more}`
    const lines = reasons.some(({ snippet }) => snippet) ? ['', ...listed(reasons)] : []
    // Of a missing addon nothing in the call is to blame.
    const way = first?.code === 'no-addon' ? 'Install it' : 'Change it'
    super(`This call cannot run natively${why}. ${way}, or use engine: 'auto'.${lines.join('\n')}`)
    this.reasons = reasons
  }
}
brand(NotNativeError, 'NotNativeError')

/**
 * What is known of the item a lost worker was running: `lost`, it had started and had not finished; `maybe-done`, it may
 * have finished before its result could be sent.
 */
export type LostState = 'lost' | 'maybe-done'

/** A worker ended while it was running an item. */
export class WorkerLostError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_WORKER_LOST'
  /** The exit code of the worker, where one is known. */
  readonly exitCode: number | undefined
  /** The item it was running, by its place in the input. */
  index: number | undefined
  readonly state: LostState

  /** @internal */
  constructor(
    lost: {
      readonly exitCode?: number | undefined
      readonly index?: number | undefined
      readonly state?: LostState
      /** The call, for the message: `map(render)`. */
      readonly of?: string | undefined
    },
    options?: ErrorOptions,
  ) {
    const { exitCode, index, state = 'lost', of } = lost
    const [item, what] = index === undefined ? ['a task', 'task'] : [`item ${index}`, 'item']
    const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`
    const done =
      state === 'lost'
        ? `The ${what} did not finish`
        : `The ${what} may have finished, its result was not received`
    super(
      `A worker ${ended(options?.cause)}${code} while it ran ${item}${of === undefined ? '' : ` of ${of}`}. ${done}; other ${what}s are not affected.`,
      options,
    )
    this.exitCode = exitCode
    this.index = index
    this.state = state
  }
}
brand(WorkerLostError, 'WorkerLostError')

/** Workers cannot be kept alive, so the pool gave up. */
export class BrokenPoolError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_BROKEN_POOL'

  /**
   * @param why - a clause, as in `the initializer threw`
   * @internal
   */
  constructor(why: string, options?: ErrorOptions) {
    const next =
      options?.cause === undefined ? 'Make a new pool' : 'Look at error.cause, then make a new pool'
    super(`The pool is broken: ${why}. ${next}.`, options)
  }
}
brand(BrokenPoolError, 'BrokenPoolError')

/** `terminate()` could not stop every worker in time. */
export class WorkerStuckError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_WORKER_STUCK'
  /** The names of the workers that still run. */
  readonly workers: readonly string[]

  /** @internal */
  constructor(workers: readonly string[], waitedMs: number) {
    const which = workers.length === 1 ? `Worker ${workers[0]}` : `Workers ${workers.join(', ')}`
    super(
      `${which} did not stop within ${waitedMs} ms: an uninterruptible built-in or native call is running. ` +
        'The thread ends when that call returns.',
    )
    this.workers = workers
  }
}
brand(WorkerStuckError, 'WorkerStuckError')

/** A fault of numpool itself. */
export class InternalError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_INTERNAL'

  /** @internal */
  constructor(what: string, options?: ErrorOptions) {
    super(
      `${what}. This is a fault of numpool: please report it with a small program that shows it.`,
      options,
    )
  }
}
brand(InternalError, 'InternalError')

/** How a worker's end is told: Node says why only where memory ran out. */
function ended(cause: unknown): string {
  const code: unknown = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'ran out of memory (see resourceLimits) and ended'
    : 'ended'
}
