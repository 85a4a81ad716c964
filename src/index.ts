/**
 * numpool: Python's multiprocessing.Pool for Node.js, with a native engine for numeric functions.
 */
import './function/builtins'
import './function/check-reloads'
import './watch/environment'

export { AsyncResult } from './async-result'
export type { EngineName } from './call'
export { type CurrentTask, currentTask } from './current-task'
export { distribute } from './distribute'
export type { BigIntArray, Dtype, NumberArray, TypedArray } from './dtype'
export {
  BrokenPoolError,
  CancelledError,
  CannotTravelError,
  type ErrorCode,
  InternalError,
  type LostState,
  ModuleImportError,
  NotCloneableError,
  NotNativeError,
  NotReadyError,
  PoolClosedError,
  PoolError,
  PoolRunningError,
  PoolTerminatedError,
  QueueFullError,
  type Reason,
  TaskTimeoutError,
  ThrownValueError,
  TimeoutError,
  UnknownExportError,
  WorkerLostError,
  WorkerStuckError,
} from './errors'
export { type Explanation, explain } from './explain'
export type { ImapIterator } from './imap'
export { type KernelOptions, type KernelResult, kernel } from './kernel'
export type { ModuleTasks } from './module-tasks'
export type {
  Callbacks,
  CallOptions,
  ImapOptions,
  MapOptions,
  OnError,
  PoolOptions,
  Progress,
  Settled,
} from './options'
export { Pool } from './pool'
export { type Codec, registerClass, registerError } from './register'
export type { DtypeArrays, SharedDtypeArrays } from './result-types'
export { enumerate, type Range, range, type Zip, zip } from './sequence'
export { move, share } from './share'
export { isShared, sharedCopy, sharedEmpty } from './shared'
export type { PoolReport } from './watch/report'
export type { PoolStats } from './watch/stats'
