/**
 * Whether a function was written as strict code.
 */
import type { UserFunction } from '../call'
import type { FunctionAnalysis } from './analysis'

/** From Node 26 on it tells; before, it throws for every function. */
const callerOf = Object.getOwnPropertyDescriptor(Function.prototype, 'caller')?.get

/** Ordinary functions, by whether they are strict: to hear it, an error may have to be thrown. */
const known = new WeakMap<UserFunction, boolean>()

/**
 * False where the function is recognisably sloppy: its text parses as nothing else, or it has the `caller` that V8 gives only to ordinary
 * functions of sloppy code. Sloppy arrow functions, methods, async functions and generators show nothing, and count as strict.
 */
export function isStrict(fn: UserFunction, { kind, strictOk }: FunctionAnalysis): boolean {
  if (!strictOk || kind !== 'function') return strictOk
  let strict = known.get(fn)
  if (strict === undefined) {
    strict = !hasCaller(fn)
    known.set(fn, strict)
  }
  return strict
}

function hasCaller(fn: UserFunction): boolean {
  const own = Object.getOwnPropertyDescriptor(fn, 'caller')
  if (own !== undefined && own.configurable === false) return true
  try {
    callerOf?.call(fn)
    return callerOf !== undefined
  } catch {
    return false
  }
}
