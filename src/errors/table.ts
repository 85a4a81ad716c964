/**
 * Every failure numpool reports, by its code: the one table behind the error classes and docs/errors.md
 * (scripts/make-error-docs.mjs). A code never changes its meaning once released.
 */

/** A code of a numpool error. */
export type ErrorCode =
  | 'ERR_NUMPOOL_INVALID_ARG'
  | 'ERR_NUMPOOL_DETACHED'
  | 'ERR_NUMPOOL_NOT_STORABLE'
  | 'ERR_NUMPOOL_ASYNC_RESULT'
  | 'ERR_NUMPOOL_NOT_NATIVE'
  | 'ERR_NUMPOOL_CANNOT_TRAVEL'
  | 'ERR_NUMPOOL_UNKNOWN_EXPORT'
  | 'ERR_NUMPOOL_MODULE_IMPORT'
  | 'ERR_NUMPOOL_NOT_CLONEABLE'
  | 'ERR_NUMPOOL_THROWN_VALUE'
  | 'ERR_NUMPOOL_TIMEOUT'
  | 'ERR_NUMPOOL_TASK_TIMEOUT'
  | 'ERR_NUMPOOL_QUEUE_FULL'
  | 'ERR_NUMPOOL_CANCELLED'
  | 'ERR_NUMPOOL_NOT_READY'
  | 'ERR_NUMPOOL_POOL_CLOSED'
  | 'ERR_NUMPOOL_POOL_TERMINATED'
  | 'ERR_NUMPOOL_POOL_RUNNING'
  | 'ERR_NUMPOOL_WORKER_LOST'
  | 'ERR_NUMPOOL_BROKEN_POOL'
  | 'ERR_NUMPOOL_WORKER_STUCK'
  | 'ERR_NUMPOOL_INTERNAL'

/** A code of a process warning. All of them are named `NumpoolWarning`. */
export type WarningCode =
  | 'NUMPOOL_UNREAD'
  | 'NUMPOOL_STRAY_ERROR'
  | 'NUMPOOL_FEWER_WORKERS'
  | 'NUMPOOL_UNCLOSED_POOL'
  | 'NUMPOOL_THREADS'

/** What docs/errors.md says about one code. */
export interface ErrorEntry {
  /** The class of the error, as `error.name` says it. */
  readonly name: string
  /** When it comes. */
  readonly when: string
  /** What to do about it. */
  readonly remedy: string
}

/** The codes, in the order of the documentation. */
export const ERRORS: Readonly<Record<ErrorCode, ErrorEntry>> = {
  ERR_NUMPOOL_INVALID_ARG: {
    name: 'TypeError or RangeError',
    when: 'An argument or an option has the wrong type or value, or an option is unknown. Thrown at once, before any work.',
    remedy:
      'Read what was expected and what came; the message of an unknown option names the nearest known one.',
  },
  ERR_NUMPOOL_DETACHED: {
    name: 'TypeError',
    when: 'An input or output array lost its memory: its buffer was transferred, or resized so that the array lies outside of it.',
    remedy: 'Pass the array before transferring its buffer, or pass a copy.',
  },
  ERR_NUMPOOL_NOT_STORABLE: {
    name: 'TypeError',
    when: 'A result that goes into a typed array is not a number or boolean (for bigint arrays: not a bigint). `error.index` is its place.',
    remedy:
      "Return a number; store bigints with `dtype: 'int64'`; to collect other values pass an array instead of a typed array.",
  },
  ERR_NUMPOOL_ASYNC_RESULT: {
    name: 'TypeError',
    when: 'A function run by a sync method in the calling thread returned a promise, which nobody can wait for there.',
    remedy: "Use the asynchronous method, or `engine: 'workers'`.",
  },
  ERR_NUMPOOL_NOT_NATIVE: {
    name: 'NotNativeError',
    when: "`engine: 'native'` or `kernel()` was asked for, and the function or its data cannot run natively. `error.reasons` says why.",
    remedy: "Change what the reasons point at, or use `engine: 'auto'`.",
  },
  ERR_NUMPOOL_CANNOT_TRAVEL: {
    name: 'CannotTravelError',
    when: 'A function cannot be sent to a worker: it uses a variable whose value cannot be sent. `variable`, `holds`, `line` and `column` say which.',
    remedy:
      'Import the value inside the function, pass it as an argument, or give it with the `captures` option.',
  },
  ERR_NUMPOOL_UNKNOWN_EXPORT: {
    name: 'UnknownExportError',
    when: 'A module task names an export that its module does not have, or that is no function; or a function travels as an export that the module has no more. `error.exports` lists the functions that there are.',
    remedy:
      'Correct the name. Only what a module itself exports counts, not what its exports inherit.',
  },
  ERR_NUMPOOL_MODULE_IMPORT: {
    name: 'ModuleImportError',
    when: 'A worker could not import the module of a module task, or of a function that it exports: not found, or it threw. `error.cause` is what was thrown.',
    remedy:
      'Make the module one that Node can import by itself, without doing work at its top level; TypeScript needs a Node that strips types, or a loader in `execArgv`.',
  },
  ERR_NUMPOOL_NOT_CLONEABLE: {
    name: 'NotCloneableError',
    when: 'An argument or a result holds a value that cannot cross to another thread. `error.path` is its place.',
    remedy:
      'Register the class of an instance with `registerClass()`; else send the plain data and rebuild the value on the other side.',
  },
  ERR_NUMPOOL_THROWN_VALUE: {
    name: 'ThrownValueError',
    when: 'A task threw something that is no error and cannot cross: a symbol of its own, a function, a proxy. `error.thrown` says what it was.',
    remedy:
      'Throw an `Error`, or plain data. Primitives, plain data and registered symbols arrive as they are.',
  },
  ERR_NUMPOOL_TIMEOUT: {
    name: 'TimeoutError',
    when: 'A call took longer than its `timeout`, or `get(ms)` or `next(ms)` waited longer than `ms`.',
    remedy:
      'Allow more time. After `get(ms)` and `next(ms)` the task goes on; after `timeout` it was stopped.',
  },
  ERR_NUMPOOL_TASK_TIMEOUT: {
    name: 'TaskTimeoutError',
    when: 'One item ran longer than `taskTimeout`. `error.index` is its place; `apply`, with one task, has none. The class extends TimeoutError.',
    remedy:
      'Allow more time, or make the items smaller. Other items are not affected. A task that listens to `currentTask().signal` can end ' +
      'in time and keep its worker.',
  },
  ERR_NUMPOOL_QUEUE_FULL: {
    name: 'QueueFullError',
    when: "As many calls as the pool's `maxQueue` allows wait for a worker. Nothing of the call has run.",
    remedy: 'Await `pool.drain()` before making more calls, or use `imap`, which waits by itself.',
  },
  ERR_NUMPOOL_CANCELLED: {
    name: 'CancelledError',
    when: '`cancel()` was called. `error.cause` is the reason given.',
    remedy: 'Nothing, if the cancelling was meant.',
  },
  ERR_NUMPOOL_NOT_READY: {
    name: 'NotReadyError',
    when: '`successful()` was asked before the result was there.',
    remedy: 'Ask `ready()` first, or `await result.wait()`.',
  },
  ERR_NUMPOOL_POOL_CLOSED: {
    name: 'PoolClosedError',
    when: 'A call was made after `close()` or `terminate()`. Thrown at once.',
    remedy: 'Make the calls first, or make a new pool.',
  },
  ERR_NUMPOOL_POOL_TERMINATED: {
    name: 'PoolTerminatedError',
    when: 'The pool was terminated while the call was pending.',
    remedy: 'Use `close()` and `join()` to let pending calls finish.',
  },
  ERR_NUMPOOL_POOL_RUNNING: {
    name: 'PoolRunningError',
    when: '`join()` was called before `close()` or `terminate()`.',
    remedy: 'Call `close()` first.',
  },
  ERR_NUMPOOL_WORKER_LOST: {
    name: 'WorkerLostError',
    when: 'A worker ended while it ran an item: `process.exit`, out of memory, a crash. `exitCode`, `index` and `state` say what is known.',
    remedy:
      'Other items are not affected and the worker is replaced; look for what ends the thread in the item at `index`.',
  },
  ERR_NUMPOOL_BROKEN_POOL: {
    name: 'BrokenPoolError',
    when: 'Workers keep ending without finishing anything, or the initializer fails.',
    remedy: 'Look at `error.cause`, the last failure, and make a new pool.',
  },
  ERR_NUMPOOL_WORKER_STUCK: {
    name: 'WorkerStuckError',
    when: '`terminate()` could not stop a worker in time: it sits in a long uninterruptible built-in or native call.',
    remedy: 'The thread ends when that call returns; split such work into smaller pieces.',
  },
  ERR_NUMPOOL_INTERNAL: {
    name: 'InternalError',
    when: 'numpool itself failed.',
    remedy: 'Report it with the message and a small program.',
  },
}

/** The codes of warnings, in the order of the documentation. */
export const WARNINGS: Readonly<Record<WarningCode, Omit<ErrorEntry, 'name'>>> = {
  NUMPOOL_UNREAD: {
    when:
      'A result failed, and nobody has asked for it: neither `await` nor `get()` nor an `errorCallback`. Told when the result is ' +
      'collected, or else when the process ends. `warning.detail` is the stack of the failure.',
    remedy: 'Await the result, or give the call an `errorCallback`.',
  },
  NUMPOOL_STRAY_ERROR: {
    when:
      'Something in a worker threw outside of any task: a timer that a task has left, a promise that nobody waits for. ' +
      '`warning.detail` is the stack of the error. No result is affected.',
    remedy: 'Await in the task whatever it begins.',
  },
  NUMPOOL_FEWER_WORKERS: {
    when:
      'The system has refused to start another thread: the pool works with those it has, and asks again now and then. Told once ' +
      'for each pool.',
    remedy:
      'Ask for fewer `processes`, or raise the limit on threads (`ulimit -u`, `pids.max` of a container).',
  },
  NUMPOOL_UNCLOSED_POOL: {
    when: 'A pool with workers was never closed, and nobody can reach it any more. Its workers end.',
    remedy: 'Call `close()` or `terminate()`, or write `await using pool = new Pool()`.',
  },
  NUMPOOL_THREADS: {
    when: 'The environment variable `NUMPOOL_THREADS` is no whole number of at least 1, and is ignored.',
    remedy: 'Correct or unset it.',
  },
}
