/**
 * A module task in the calling thread, for `engine: 'inline'`: the module is imported here.
 */
import type { UserFunction } from '../call'
import { ModuleImportError } from '../errors'
import type { ModuleTask } from '.'
import { taskIn } from './own-exports'

/** The function to call: it gives a promise until the module has been imported. */
export function inCaller({ url, name }: ModuleTask): UserFunction {
  let made: ((...args: unknown[]) => unknown) | undefined
  const ready = async (): Promise<(...args: unknown[]) => unknown> => {
    let namespace: Readonly<Record<string, unknown>>
    try {
      namespace = (await import(url)) as typeof namespace
    } catch (error) {
      throw new ModuleImportError(url, undefined, error)
    }
    made = taskIn(namespace, url, name)
    return made
  }
  const call = (...args: unknown[]): unknown =>
    made === undefined ? ready().then((fn) => fn(...args)) : made(...args)
  return call as UserFunction
}
