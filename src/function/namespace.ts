/**
 * Objects that stand for modules: what `import * as`, a compiled `import`, `require` and vite's module runner leave in a
 * closure. Of these only the members that a function uses travel, and `require` and `import()` are found anew.
 */
import { dirname, join } from 'node:path'
import { types } from 'node:util'
import type { UserFunction } from '../call'
import { isPlain, isSharedValue } from '../codec'
import { analyze } from './analysis'
import { commonJsExportOf } from './commonjs-exports'

/** Whether an object is a module's exports, under one of the shapes that compilers give them. */
export function isNamespace(value: object): boolean {
  if (types.isModuleNamespaceObject(value)) return true
  if (types.isProxy(value)) return false
  return (
    Object.getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value === 'Module' ||
    Object.getOwnPropertyDescriptor(value, '__esModule')?.value === true ||
    wrapsCommonJs(value)
  )
}

/** What compilers make of CommonJS exports for `import`: an object with them as `default`, and of their prototype. */
function wrapsCommonJs(value: object): boolean {
  const inner: unknown = Object.getOwnPropertyDescriptor(value, 'default')?.value
  if ((typeof inner !== 'object' && typeof inner !== 'function') || inner === null) return false
  return commonJsExportOf(inner)?.path.length === 0
}

/** The object with only the members that are used, or with all of them where that is not known. */
export function pickMembers(value: object, members: readonly string[] | undefined): object {
  const picked: Record<string, unknown> = {}
  for (const member of members ?? Object.keys(value))
    if (member in value) picked[member] = (value as Record<string, unknown>)[member]
  return picked
}

/**
 * Whether the used members alone can stand for an object that is more than data (a utility object, the exports of a
 * CommonJS module): each is a primitive, or a function that does not ask who `this` is.
 */
export function canPick(value: object, members: readonly string[]): boolean {
  if (types.isProxy(value) || isSharedValue(value) || isPlain(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== null && prototype !== Object.prototype) return false
  return members.every((member) => {
    const own: unknown = Object.getOwnPropertyDescriptor(value, member)?.value
    if (own === undefined) return false
    if (typeof own === 'function') return !analyze(own as UserFunction).uses.this
    return typeof own !== 'object' || own === null
  })
}

/** Whether this is a CommonJS module's `require`. */
export function isRequire(value: unknown): value is NodeJS.Require {
  if (typeof value !== 'function' || !('resolve' in value) || !('cache' in value)) return false
  return typeof value.resolve === 'function' && 'extensions' in value
}

/** A file name in the folder that `require` looks from. */
export function fileOfRequire(require: NodeJS.Require): string | undefined {
  try {
    const [first] = require.resolve.paths('numpool-asks-where') ?? []
    return first === undefined ? undefined : join(dirname(first), 'require.cjs')
  } catch {
    return undefined
  }
}
