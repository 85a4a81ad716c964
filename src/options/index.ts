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
  type Progress,
} from './call-options'
export { anyFunction, milliseconds, positiveInteger } from './checks'
export { type CheckedPoolOptions, checkPoolOptions, type PoolOptions } from './pool-options'
