/**
 * Modules that a worker imports for functions that travel by reference. CommonJS is required on the spot; an ES module takes a
 * promise the first time, and is at hand from then on.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { dirname } from 'node:path'
import type { Encoded } from '../../../codec'
import { ModuleImportError, UnknownExportError } from '../../../errors'
import type { ModuleExport } from '../../../function/module-references'
import { markOf } from '../../../function/text-mark'
import { isObject } from '../../../is-object'
import { taskIn } from '../../../module-tasks/own-exports'
import { createRequire } from '../../../platform/modules'
import { importFrom } from './compile'

type Namespace = Readonly<Record<string, unknown>>

/** Namespaces that are at hand, by {@link keyOf}. */
const loaded = new Map<string, Namespace>()
const loading = new Map<string, Promise<void>>()

/** What `function/module-references.ts` looks at when a pool is used in this thread. */
const importing = { current: (): string | undefined => storage.getStore(), all: new Set<string>() }
Object.defineProperty(globalThis, Symbol.for('numpool.importing'), { value: importing })

/** The module in whose evaluation code runs, across its `await`s; tasks that run meanwhile are outside. */
const storage = new AsyncLocalStorage<string>()
let running = 0

function whileImporting<T>(module: string, work: () => T): T {
  importing.all.add(module)
  running++
  return storage.run(module, work)
}

function imported(): void {
  // While it is on, every promise of the thread costs more.
  if (--running === 0) storage.disable()
}

function keyOf({ specifier, from }: ModuleExport): string {
  // Bare names and relative ones mean the same all over a folder.
  return from === undefined ? specifier : `${specifier}\n${dirname(from)}`
}

/** Loads the ES modules that a function refers to; undefined when all are at hand. */
export function loadModules(encoded: Encoded | undefined): Promise<unknown> | undefined {
  const specials = encoded?.extras?.specials
  if (specials === undefined) return undefined
  let waits: Promise<void>[] | undefined
  for (let i = 0; i < specials.length; i++) {
    const special = specials[i] as (typeof specials)[number]
    if (special.kind !== 'reference') continue
    const reference = special.reference as ModuleExport
    if (reference.is !== 'export' || reference.how !== 'import') continue
    if (!loaded.has(keyOf(reference))) {
      waits ??= []
      waits.push(load(reference))
    }
  }
  return waits === undefined ? undefined : Promise.all(waits)
}

function load(reference: ModuleExport): Promise<void> {
  const key = keyOf(reference)
  let promise = loading.get(key)
  if (promise === undefined) {
    promise = importModule(reference).then((namespace) => {
      loaded.set(key, namespace)
    })
    loading.set(key, promise)
  }
  return promise
}

async function importModule({ specifier, from }: ModuleExport): Promise<Namespace> {
  try {
    return (await whileImporting(specifier, () => importFrom(from)(specifier))) as Namespace
  } catch (error) {
    throw new ModuleImportError(specifier, from, error)
  } finally {
    imported()
  }
}

/** The export; its module is at hand, or can be required. */
export function exportOf(reference: ModuleExport): unknown {
  const { specifier, how, path: members, task } = reference
  let value: unknown = how === 'require' ? required(specifier) : loaded.get(keyOf(reference))
  if (task === true) return taskIn(value as Namespace, specifier, members[0] as string)
  for (const [depth, member] of members.entries()) {
    const holder = value as Namespace
    if (!isObject(holder) || !(member in holder))
      throw new UnknownExportError(specifier, member, depth === 0 ? functionsOf(holder) : [])
    value = holder[member]
  }
  const { mark } = reference
  if (mark !== undefined && !(typeof value === 'function' && markOf(value) === mark))
    throw new ModuleImportError(
      specifier,
      reference.from,
      new Error(
        `its \`${members.join('.')}\` is another function in the worker than in the program, where it was replaced, or whose file was edited since. ` +
          'Wrap it in a function of the program, or replace it in the module that exports it',
      ),
    )
  return value
}

function required(file: string): unknown {
  try {
    return whileImporting(file, () => createRequire(file)(file) as unknown)
  } catch (error) {
    throw new ModuleImportError(file, undefined, error)
  } finally {
    imported()
  }
}

function functionsOf(namespace: unknown): string[] {
  if (!isObject(namespace)) return []
  return Object.keys(namespace).filter((key) => typeof (namespace as Namespace)[key] === 'function')
}
