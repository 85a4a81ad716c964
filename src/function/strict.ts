/**
 * Whether a function was written as strict code.
 */
import type { UserFunction } from '../call'
import type { FunctionAnalysis } from './analysis'

/**
 * False where the function is recognisably sloppy: its text parses as nothing else, or V8 gave it the `caller` that only ordinary
 * functions of sloppy code have. Sloppy arrow functions, methods, async functions and generators show nothing, and count as strict.
 */
export function isStrict(fn: UserFunction, { kind, strictOk }: FunctionAnalysis): boolean {
  if (!strictOk || kind !== 'function') return strictOk
  return Object.getOwnPropertyDescriptor(fn, 'caller')?.configurable !== false
}
