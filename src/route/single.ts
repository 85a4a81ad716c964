/**
 * Whether a single call goes to the workers, decided with as little as possible: most functions of single calls are nothing
 * for the native engine, and stay so.
 */
import type { EngineName, UserFunction } from '../call'
import { isKernel } from '../function/kernel-state'
import { longWay } from '../pool/lazy'

/** Functions that the native engine has refused, by number of arguments: a bit for each. */
const refused = new WeakMap<UserFunction, number>()

/**
 * True when the workers run it for sure. A function that was refused once stays with the workers, where it is always right,
 * though another value of a captured variable might make it native.
 */
export function runsOnWorkers(
  fn: UserFunction,
  args: readonly unknown[],
  engine: EngineName,
): boolean {
  if (engine !== 'auto' && engine !== 'workers') return false
  // What stands behind a kernel is the business of the general way.
  if (isKernel(fn)) return false
  if (engine === 'workers' || args.length === 0 || args.length > 30) return true
  for (let i = 0; i < args.length; i++) if (typeof args[i] !== 'number') return true
  const bit = 1 << args.length
  const before = refused.get(fn) ?? 0
  if ((before & bit) !== 0) return true
  if (!longWay().refusesArguments(fn, args.length)) return false
  refused.set(fn, before | bit)
  return true
}
