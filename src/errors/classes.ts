/**
 * The classes of numpool's errors: those that cross the border of a thread as themselves.
 */
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
export {
  type CannotTravel,
  CannotTravelError,
  NotCloneableError,
  ThrownValueError,
} from './travel'
