/**
 * Node's own modules and their functions, by identity: `fs`, `path.join`, `createHash` cross to a worker by name.
 *
 * Only modules that are already loaded are looked at: what a function has captured was loaded by somebody.
 */
/** A Node module, or one of its members. */
export interface NodeModule {
  readonly module: string
  readonly member: string | undefined
  /** Whether it is the namespace of the module (`import * as`), whose `default` is the module itself. */
  readonly namespace: boolean
}

/** Where the process does not say which modules are loaded, these are looked at: they are cheap and likely. */
const LIKELY =
  'assert async_hooks buffer child_process crypto dns events fs fs/promises http https module net os path path/posix ' +
  'perf_hooks process querystring readline stream stream/promises string_decoder timers timers/promises tls url util ' +
  'util/types v8 vm worker_threads zlib'

let index = new Map<unknown, NodeModule>()
let indexed = -1

/** The Node module, or its function, that `value` is; undefined for anything else. */
export function nodeModuleOf(value: unknown): NodeModule | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined
  refresh()
  const found = index.get(value)
  if (found !== undefined) return found
  return moduleBehind(value)
}

/** `import * as fs`, and what compilers make of it, are objects of their own whose `default` is the module. */
function moduleBehind(value: object): NodeModule | undefined {
  if (typeof value !== 'object') return undefined
  try {
    const tag = (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag]
    if (tag !== 'Module' && !('default' in value)) return undefined
    const inner = index.get((value as { default?: unknown }).default)
    if (inner === undefined || inner.member !== undefined) return undefined
    // `{ default: fs }` alone is what a default import is wrapped in; its owner reads `.default` of it.
    return Object.keys(value).length > 1 ? { ...inner, namespace: true } : undefined
  } catch {
    return undefined
  }
}

function loadedModules(): string[] {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] }
  if (!Array.isArray(moduleLoadList)) return LIKELY.split(' ')
  const loaded = new Set(moduleLoadList)
  // Loaded only now: it brings along what source maps need.
  return process
    .getBuiltinModule('node:module')
    .builtinModules.filter((name) => !name.startsWith('_') && loaded.has(`NativeModule ${name}`))
}

function refresh(): void {
  const { moduleLoadList } = process as { moduleLoadList?: readonly string[] }
  const size = moduleLoadList?.length ?? 0
  if (size === indexed) return
  indexed = size
  const made = new Map<unknown, NodeModule>()
  const modules = loadedModules()
  for (const module of modules) {
    const exported: unknown = process.getBuiltinModule(module)
    if (exported !== undefined && !made.has(exported))
      made.set(exported, { module, member: undefined, namespace: false })
  }
  for (const module of modules) {
    const exported: unknown = process.getBuiltinModule(module)
    if (exported === null || (typeof exported !== 'object' && typeof exported !== 'function'))
      continue
    for (const member of Object.keys(exported)) {
      // Accessors are left alone: some of them warn or load things when read.
      const value: unknown = Object.getOwnPropertyDescriptor(exported, member)?.value
      if (typeof value === 'function' && !made.has(value))
        made.set(value, { module, member, namespace: false })
    }
  }
  index = made
}
