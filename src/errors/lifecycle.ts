/**
 * Errors of a call's or a pool's life: too late, too slow, stopped.
 */
import { brand, PoolError } from './base'

/** Something took longer than it was allowed to. */
export class TimeoutError extends PoolError {
  override readonly code: 'ERR_NUMPOOL_TIMEOUT' | 'ERR_NUMPOOL_TASK_TIMEOUT' = 'ERR_NUMPOOL_TIMEOUT'
  /** The time allowed, in milliseconds. */
  readonly timeout: number

  /**
   * @param what - the subject of the message: `map`, `The result`; `goesOn` - whether the task was left running
   * @internal
   */
  constructor(timeout: number, what = 'The call', goesOn = false) {
    super(
      `${what} took longer than ${timeout} ms${goesOn ? '; the task goes on' : ' and was stopped'}.`,
    )
    this.timeout = timeout
  }
}
brand(TimeoutError, 'TimeoutError')

/** One item ran longer than its call's `taskTimeout`. */
export class TaskTimeoutError extends TimeoutError {
  override readonly code = 'ERR_NUMPOOL_TASK_TIMEOUT'
  /** The item, by its place in the data; undefined for the one task of `apply`. */
  index: number | undefined

  /**
   * @param of - the call, for the message: `map(render)`
   * @internal
   */
  constructor(timeout: number, index?: number, of?: string) {
    const item = index === undefined ? 'The task' : `Item ${index}`
    super(timeout, of === undefined ? item : `${item} of ${of}`)
    this.index = index
  }
}
brand(TaskTimeoutError, 'TaskTimeoutError')

/** The call was cancelled; `cause` is the reason given to `cancel()`. */
export class CancelledError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_CANCELLED'

  /**
   * @param what - the call, for the message: `map(render)`
   * @internal
   */
  constructor(reason?: unknown, what = 'The call') {
    const why =
      typeof reason === 'string'
        ? `: ${reason}`
        : reason instanceof Error
          ? `: ${reason.message}`
          : ''
    super(`${what} was cancelled${why}.`, reason === undefined ? undefined : { cause: reason })
  }
}
brand(CancelledError, 'CancelledError')

/** The result is not there yet. */
export class NotReadyError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_NOT_READY'

  /** @internal */
  constructor() {
    super('The result is not ready. Ask ready() first, or await wait().')
  }
}
brand(NotReadyError, 'NotReadyError')

/** A call came after `close()` or `terminate()`. */
export class PoolClosedError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_POOL_CLOSED'

  /** @internal */
  constructor() {
    super(
      'Pool not running: it was closed or terminated, and takes no more calls. Make a new pool.',
    )
  }
}
brand(PoolClosedError, 'PoolClosedError')

/** The pool has as many calls waiting as its `maxQueue` allows; nothing of this one has run. */
export class QueueFullError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_QUEUE_FULL'
  /** The pool's `maxQueue`. */
  readonly maxQueue: number

  /** @internal */
  constructor(maxQueue: number) {
    super(
      `${maxQueue === 1 ? 'One call is' : `${maxQueue} calls are`} waiting for a worker already, as many as maxQueue allows; ` +
        'nothing of this one has run. Await pool.drain() before making more, or use imap, which waits by itself.',
    )
    this.maxQueue = maxQueue
  }
}
brand(QueueFullError, 'QueueFullError')

/** The pool was terminated while the call was pending. */
export class PoolTerminatedError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_POOL_TERMINATED'

  /**
   * @param what - the call, for the message: `map(render)`
   * @internal
   */
  constructor(what = 'this call') {
    super(
      `The pool was terminated before ${what} was done. To let pending calls finish, use close() and join().`,
    )
  }
}
brand(PoolTerminatedError, 'PoolTerminatedError')

/** `join()` came before `close()` or `terminate()`. */
export class PoolRunningError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_POOL_RUNNING'

  /** @internal */
  constructor() {
    super('Pool is still running: call close() or terminate() before join().')
  }
}
brand(PoolRunningError, 'PoolRunningError')
