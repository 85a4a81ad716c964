/**
 * Process warnings: of one name, told apart by their codes (the table in errors/table.ts says what each means).
 */
import type { WarningCode } from './errors/table'

const WARNING = 'NumpoolWarning'

/** A warning without a stack: where it was noticed says nothing. */
export function makeWarning(code: WarningCode, message: string, detail?: string): Error {
  const made: Error & { code?: string; detail?: string } = new Error(message)
  made.name = WARNING
  made.code = code
  if (detail !== undefined) made.detail = detail
  made.stack = `${WARNING}: ${message}`
  return made
}
