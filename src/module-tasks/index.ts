/**
 * Module tasks: the functions that a module exports, as tasks of a pool, without the module being loaded here. A worker imports it
 * once. `pool.module(url)` gives an object that answers to every name with a function that stands for the export.
 */
import { moduleUrl } from './url'

/** What a stand-in stands for. */
export interface ModuleTask {
  readonly url: string
  readonly name: string
}

type AnyTask = (...args: never[]) => unknown

/** The functions among a module's exports: `ModuleTasks<typeof import('./tasks.js')>`. */
export type ModuleTasks<T> = {
  readonly [Name in keyof T as T[Name] extends AnyTask ? Name : never]: T[Name]
}

const tasks = new WeakMap<object, ModuleTask>()
const modules = new WeakMap<object, string>()

/** The module task that a function stands for; undefined for any other value. */
export function moduleTaskOf(value: object): ModuleTask | undefined {
  return tasks.get(value)
}

/** The URL of the module whose tasks an object has; undefined for any other value. */
export function tasksModuleOf(value: object): string | undefined {
  return modules.get(value)
}

/**
 * The tasks of a module.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} for what is no file of this machine
 */
export function moduleTasks<T extends object>(given: unknown): ModuleTasks<T> {
  const url = moduleUrl(given)
  const made = new Map<string, AnyTask>()
  const task = (name: string): AnyTask => {
    let found = made.get(name)
    if (found === undefined) {
      found = standIn(url, name)
      made.set(name, found)
    }
    return found
  }
  // Shown when the tasks are printed.
  const label = { [Symbol.toStringTag]: { value: `tasks of ${url}` } }
  const proxy = new Proxy(Object.create(null, label) as object, {
    // Nobody may take it for a promise, or call what every object has: those are no exports.
    get: (target, name) =>
      isExportName(name)
        ? task(name)
        : name === Symbol.toStringTag
          ? Reflect.get(target, name)
          : undefined,
    has: (_, name) => isExportName(name),
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
  })
  modules.set(proxy, url)
  return proxy as ModuleTasks<T>
}

function isExportName(name: string | symbol): name is string {
  return typeof name === 'string' && name !== 'then' && !Object.hasOwn(Object.prototype, name)
}

function standIn(url: string, name: string): AnyTask {
  const task = (): never => {
    const message = `\`${name}\` is a task of ${url}, which workers run: pass it to a method of the pool, as in pool.apply(tasks.${name}, [...]).`
    throw Object.assign(new TypeError(message), { code: 'ERR_NUMPOOL_INVALID_ARG' as const })
  }
  Object.defineProperty(task, 'name', { value: name, configurable: true })
  tasks.set(task, { url, name })
  return task
}
