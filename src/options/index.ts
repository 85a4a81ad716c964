/**
 * Options: their types, and their checks.
 */
export {
  type Callbacks,
  type CallOptions,
  type CheckedCallOptions,
  checkCallOptions,
  type ImapOptions,
  type MapOptions,
  type Method,
  type OnError,
  type Progress,
  type Settled,
} from './call-options'
export { anyFunction, milliseconds, positiveInteger } from './checks'
export {
  type CallDefaults,
  type CheckedPoolOptions,
  callDefaults,
  checkPoolOptions,
  type PoolOptions,
} from './pool-options'
