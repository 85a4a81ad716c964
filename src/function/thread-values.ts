/**
 * Numbers and booleans that `node:worker_threads` exports (`threadId`, `isMainThread`): a function that imports one finds that of
 * the thread it runs in, so that none may become a constant of a kernel. Other modules export the same in all threads.
 */
import type { UserFunction } from '../call'
import { workerThreads } from '../platform/threads'
import { analyze } from './analysis'
import { importFinder } from './lazy'

let values: ReadonlySet<unknown> | undefined

/** Whether a variable of the closure is imported from there, which its value, a number or boolean, makes likely or not. */
export function isThreadValue(fn: UserFunction, name: string, value: unknown): boolean {
  if (typeof value !== 'boolean' && !Number.isInteger(value)) return false
  if (values === undefined) {
    if (!isLoaded()) return false
    values = new Set(Object.values(workerThreads()))
  }
  if (!values.has(value)) return false
  const found = importFinder()(fn, analyze(fn), name, value)
  return found?.is === 'module' && found.module === 'worker_threads'
}

/**
 * Whether an object is that module, its namespace, or `process`: what they hold is this thread's. `read` gives what an own
 * property holds.
 */
export function isThreadModule(
  value: object,
  read: (object: object, key: string) => unknown,
): boolean {
  const module = isLoaded() ? workerThreads() : undefined
  const isOne = (it: unknown): boolean => it === process || (module !== undefined && it === module)
  return isOne(value) || isOne(read(value, 'default'))
}

/** Whether anything has loaded the module: it is not loaded to compare values with it. */
function isLoaded(): boolean {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] }
  return moduleLoadList?.includes('NativeModule worker_threads') !== false
}
