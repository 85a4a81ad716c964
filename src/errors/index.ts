/**
 * Every error of numpool. The codes and what to do about them: table.ts, docs/errors.md.
 */
export {
  asyncResult,
  describe,
  detachedInput,
  invalidArgType,
  invalidArgValue,
  notStorable,
  unknownOption,
} from './arguments'
export { PoolError } from './base'
export {
  BrokenPoolError,
  InternalError,
  type LostState,
  NotNativeError,
  WorkerLostError,
  WorkerStuckError,
} from './engines'
export {
  CancelledError,
  NotReadyError,
  PoolClosedError,
  PoolRunningError,
  PoolTerminatedError,
  QueueFullError,
  TaskTimeoutError,
  TimeoutError,
} from './lifecycle'
export { ModuleImportError, UnknownExportError } from './modules'
export { place, type Reason } from './reason'
export { ERRORS, type ErrorCode, type ErrorEntry } from './table'
export {
  type CannotTravel,
  CannotTravelError,
  NotCloneableError,
  ThrownValueError,
  usualWaysOut,
} from './travel'
