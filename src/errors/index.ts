/**
 * Every error of numpool. The codes and what to do about them: table.ts, docs/errors.md.
 */
export {
  asyncResult,
  describe,
  detachedInput,
  invalidArgType,
  invalidArgValue,
  notRow,
  notStorable,
  unknownOption,
} from './arguments'
export * from './classes'
export { listed, type Reason } from './reason'
export { ERRORS, type ErrorCode } from './table'
export { usualWaysOut } from './travel'
