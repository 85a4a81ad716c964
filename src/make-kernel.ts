/**
 * What `kernel()` makes: a numeric function prepared once.
 */
import type { UserFunction } from './call'
import { loadAddon } from './engine/native/addon'
import { noAddon } from './engine/native/engine'
import { rememberFast } from './engine/native/fast'
import { openSession } from './engine/native/mailbox'
import { prepare } from './engine/native/prepare'
import { NotNativeError } from './errors'
import { parameterCount } from './explanation'
import { builtinName, isHostGlobal } from './function/builtins'
import { compileFunction } from './function/compile'
import { freeValues } from './function/free-values'
import { setKernelState } from './function/kernel-state'
import type { KernelOptions, KernelResult } from './kernel'
import { plainRecord } from './options/record'

/** Makes a kernel of a function. */
export function makeKernel<F extends (...args: never[]) => KernelResult>(
  fn: F,
  options: KernelOptions,
): F {
  const { captures: given } = plainRecord('options', options, ['captures'])
  const captures = given === undefined ? undefined : plainRecord('options.captures', given)
  const addon = loadAddon()
  if (addon === undefined) throw new NotNativeError([noAddon()])
  const all = snapshot(fn, captures)
  const shape = { columns: parameterCount(fn), tuple: false, booleans: 0 }
  const prepared = prepare(addon, fn, shape, captures)
  if ('reasons' in prepared) throw new NotNativeError(prepared.reasons)
  const made = callable(fn, all)
  setKernelState(made, { target: fn, captures: all })
  const again = prepare(addon, made, shape, undefined)
  if (!('reasons' in again) && shape.columns === 1) rememberFast(made, openSession(addon), again)
  return made as F
}

/** The values of all free names but those of builtins; undefined when there are none. */
function snapshot(
  fn: UserFunction,
  given: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, unknown>> | undefined {
  if (builtinName(fn) !== undefined) return undefined
  const values = freeValues(
    fn,
    given,
    (name, { from, value }) =>
      from !== 'global' || !(builtinName(value) === name || isHostGlobal(name)),
  )
  return Object.keys(values).length === 0 ? undefined : values
}

/** A new function, so that the user's own stays what it was; with captures, one that is bound to their values. */
function callable(
  fn: UserFunction,
  captures: Readonly<Record<string, unknown>> | undefined,
): UserFunction {
  const target = (captures === undefined ? fn : compileFunction(fn, captures)) as (
    ...args: unknown[]
  ) => unknown
  const made = (...args: unknown[]): unknown => target(...args)
  Object.defineProperty(made, 'name', { value: fn.name, configurable: true })
  Object.defineProperty(made, 'length', { value: fn.length, configurable: true })
  return made as UserFunction
}
