/**
 * A function on its way to a worker: its text, the values of its variables, and the functions among them in turn.
 *
 * Builtins and Node's modules go by name, exports of loaded modules by module and name (`module-references.ts`), everything
 * else by value through the codec. What cannot go is refused here,
 * before anything is sent, naming the variable, its place and the ways out.
 */
import type { UserFunction } from '../call'
import { encode, formatPath, isPlain, type Key, Refusal, registeredName } from '../codec'
import { type CannotTravel, CannotTravelError } from '../errors'
import { isObject } from '../is-object'
import { moduleTaskOf } from '../module-tasks'
import { analyze, type FreeVariable } from './analysis'
import { builtinName, isHostGlobal } from './builtins'
import { cannot, type Owner, refuseAssignment, refuseLostKey, refuseWhileImporting } from './cannot'
import {
  addedMembers,
  changedMembers,
  isBuiltin,
  lostKey,
  lostParent,
  maySend,
  ownProperties,
  parentOf,
} from './captured'
import type { FreeValue } from './closure'
import { isRootAlone, onlyReferences, takeOut } from './encoded-parts'
import { mayGrow } from './growing'
import { lateBuiltinName } from './late-builtins'
import { exportedAs, importedAs, memberOf, tasksAs } from './module-references'
import { fileOfRequire, isRequire, pickMembers } from './namespace'
import { nodeModuleOf } from './node-modules'
import { obstacle } from './obstacle'
import { ownName } from './own-exports'
import { readVariables } from './read-variables'
import { recordOf } from './record'
import { Stand, valueToSend } from './stand'
import type {
  FunctionParts,
  FunctionRecord,
  Parts,
  Reference,
  Travelled,
  TravelOptions,
} from './travelled'
import { copyOfTree } from './trees'

export type {
  FunctionRecord,
  Parts,
  Reference,
  Taken,
  Travelled,
  TravelOptions,
} from './travelled'

/**
 * Describes a function so that a worker can make it.
 *
 * @throws {CannotTravelError} when it, or something it captures, cannot travel
 */
export function travel(fn: UserFunction, options: TravelOptions = {}): Travelled {
  const first = new Luggage(options)
  const travelled = first.pack(fn)
  if (travelled.locals.size === 0 || first.knewLocals()) return travelled
  // A variable that one function assigns may have been taken as a value for another, met before.
  const locals = new Set([...(options.locals ?? []), ...travelled.locals.keys()])
  const again = new Luggage({ ...options, locals }).pack(fn)
  return { ...again, locals: travelled.locals }
}

class Luggage {
  readonly #options: TravelOptions
  readonly #indexes = new Map<UserFunction, number>()
  readonly #owners: Owner[] = []
  readonly #records: FunctionRecord[] = []
  /** Grows while it is encoded: each function that is met appends what it needs. */
  readonly #functions: FunctionParts[] = []
  readonly #locals = new Map<string, unknown>()
  /** Stands for imports, and objects of nothing but such. */
  readonly #imports = new WeakSet<object>()
  /** Whether nothing goes by value but primitives, and small trees of such, that the first function captures. */
  #steady = true
  /** Which of its variables hold these, the copies of the trees, and the objects that the trees are made of. */
  readonly #slots: number[] = []
  readonly #trees = new Map<number, object>()
  readonly #nodes: object[] = []
  #settled = true
  #lateLocal = false

  constructor(options: TravelOptions) {
    this.#options = options
  }

  /** Whether every local was known to be one before any function asked for it. */
  knewLocals(): boolean {
    return !this.#lateLocal
  }

  pack(fn: UserFunction): Travelled {
    refuseWhileImporting(fn)
    const parts: Parts = { root: fn, functions: this.#functions }
    try {
      const encoded = encode(parts, {
        reference: (value, keys) => this.#refer(value, keys),
        careful: true,
      })
      // Shared values are the codec's own references: they come and go.
      const steady = this.#steady && onlyReferences(encoded)
      const filled = steady && this.#slots.length > 0
      // A class is evaluated with its values, and a helper that refers back to the first function would keep an old one.
      const first = this.#owners[0]?.analysis.kind !== 'class' && isRootAlone(encoded)
      const slots = filled && first ? this.#slots : undefined
      return {
        records: this.#records,
        parts: encoded,
        constant: steady && !filled,
        slots,
        slotValues: slots === undefined ? [] : takeOut(encoded, slots, this.#trees),
        taken: this.#owners.map((owner) => ({
          ...owner,
          names: owner.variables.map(({ name }) => name),
        })),
        settled: this.#settled,
        locals: this.#locals,
      }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      throw this.#refused(error.keys, error.holds, undefined, { cause: error.cause })
    }
  }

  /** A reference to what a worker can find or make; undefined for data. */
  #refer(value: object, keys: readonly Key[]): Reference | undefined {
    // functions, index, values, variable: the luggage itself is made of objects, too.
    if (typeof value !== 'function' && keys.length < 4) return undefined
    if (value instanceof Stand) return value.reference
    if (this.#nodes.includes(value)) return undefined
    const own = ownName(value)
    if (own !== undefined) return { is: 'numpool', name: own }
    const registered = value === this.#options.defining ? undefined : registeredName(value)
    if (registered !== undefined) return { is: 'class', name: registered }
    const path = builtinName(value)
    if (path !== undefined) return { is: 'builtin', path }
    const found = nodeModuleOf(value)
    if (found !== undefined) return { is: 'module', ...found }
    const late = lateBuiltinName(value)
    if (late !== undefined) return { is: 'builtin', path: late }
    if (typeof value !== 'function') {
      if (this.#imports.has(value)) return undefined
      const exported = exportedAs(value, undefined, this.#options.locals)
      if (exported === undefined) this.#steady = false
      return exported
    }
    if (isRequire(value)) return { is: 'require', file: fileOfRequire(value) }
    const known = this.#indexes.get(value as UserFunction)
    if (known !== undefined) return { is: 'function', index: known }
    // Given values take the place of a function's variables, which an import would have as they are.
    const given =
      keys.length === 1 && this.#options.captures !== undefined && moduleTaskOf(value) === undefined
    const exported = given
      ? undefined
      : exportedAs(value, analyze(value as UserFunction), this.#options.locals)
    return exported ?? { is: 'function', index: this.#add(value as UserFunction, keys) }
  }

  /** The function's place in the list; a new one is described, and so are the functions it captures, by and by. */
  #add(fn: UserFunction, keys: readonly Key[]): number {
    const analysis = analyze(fn)
    const why = obstacle(fn, analysis, this.#options.defining !== undefined)
    if (why !== undefined) throw this.#refused(keys, why.holds, why)
    const index = this.#owners.length
    this.#indexes.set(fn, index)
    const { owner: by, variable } = this.#holder(keys)
    const through = by?.through ?? variable?.name
    const owner: Owner = { fn, analysis, variables: [], held: [], through }
    this.#owners.push(owner)
    this.#describe(owner, index)
    return index
  }

  #describe(owner: Owner, index: number): void {
    const { fn, analysis, variables } = owner
    const wanted = analysis.free.filter(({ name }) => this.#options.locals?.has(name) !== true)
    const found = readVariables(owner, wanted, index === 0 ? this.#options.captures : undefined)
    const values: unknown[] = []
    const replaced: string[] = []
    for (const variable of wanted) {
      const free = found.get(variable.name)
      if (free === undefined || this.#isLocal(variable, free)) continue
      const members = isBuiltin(variable, free) ? changedMembers(variable) : undefined
      if (members?.size === 0) continue
      // Node's globals may be anything by now (test runners put in their own); ECMAScript's are known.
      if (free.from === 'global' && isHostGlobal(variable.name)) continue
      refuseAssignment(owner, variable)
      const imported =
        free.from === 'closure' ? this.#imported(owner, variable, free.value) : undefined
      if (imported === undefined && !variable.certain && !maySend(free.value)) continue
      const slot = variables.push(variable) - 1
      owner.held.push(free.value)
      if (imported !== undefined) values.push(imported)
      else if (members === undefined) {
        const value = valueToSend(owner, variable, free.value)
        if (!isObject(value)) {
          if (index === 0 && typeof value !== 'symbol') this.#slots.push(slot)
          else this.#steady = false
        } else if (this.#nodes.includes(value)) {
          // It stands in a tree, and is to be the same object in the worker.
          this.#steady = false
        } else if (index === 0 && value === free.value) this.#takeTree(value, slot)
        values.push(value)
      } else {
        this.#steady = false
        replaced.push(variable.name)
        values.push(Object.fromEntries(members))
      }
    }
    const gone = analysis.kind === 'class' ? wanted.filter(({ name }) => !found.has(name)) : []
    refuseLostKey(owner, index, lostKey(analysis.source, gone))
    const lost = lostParent(fn, analysis, gone)
    if (lost !== undefined) {
      variables.push(lost.variable)
      owner.held.push(lost.value)
      values.push(lost.value)
    }
    const own = ownProperties(fn, analysis.kind === 'class' ? analysis.source : undefined)
    const prototype =
      analysis.kind === 'class'
        ? addedMembers(fn.prototype as object)
        : analysis.kind === 'function'
          ? ownProperties(fn.prototype as unknown)
          : undefined
    const hasGap = found.size < wanted.length && mayGrow(fn)
    if (
      hasGap ||
      index > 0 ||
      values.length > 0 ||
      [...found.values()].some(({ passing }) => passing)
    )
      this.#settled = false
    // A captured class may keep state of its own in static fields: it is made anew for each call.
    const mayKeep = analysis.kind !== 'class' || index === 0
    const parent = analysis.kind === 'function' ? parentOf(fn) : undefined
    const isMore = (own ?? prototype ?? parent ?? lost) !== undefined
    if (!mayKeep || isMore) this.#steady = false
    // Properties may hold other values at the next call.
    if (isMore) this.#settled = false
    const names = variables.map(({ name }) => name)
    this.#records[index] = recordOf(fn, analysis, names, replaced, lost?.source)
    const parts = { values, own, prototype }
    this.#functions[index] = parent === undefined ? parts : { ...parts, parent }
  }

  /** Notes a variable of the first function that holds a small tree of primitives. */
  #takeTree(value: object, slot: number): void {
    const nodes = [...this.#nodes]
    const copy = copyOfTree(value, nodes)
    if (copy === undefined) return
    this.#slots.push(slot)
    this.#trees.set(slot, copy)
    this.#nodes.splice(0, nodes.length, ...nodes)
  }

  /** In an initializer, an assigned variable is one of the worker's own from then on. */
  #isLocal({ name, assigned }: FreeVariable, { from, value }: FreeValue): boolean {
    if (this.#options.initializer !== true) return false
    if (this.#locals.has(name)) return true
    if (assigned === undefined || from === 'captures') return false
    if (this.#owners.length > 1) this.#lateLocal = true
    this.#locals.set(name, isPlain(value) ? value : undefined)
    return true
  }

  /** What stands for a variable that an import declaration binds; of a namespace, only the members used. */
  #imported(owner: Owner, { name, members }: FreeVariable, value: unknown): object | undefined {
    const reference =
      tasksAs(value) ?? importedAs(owner.fn, owner.analysis, name, value, this.#options.locals)
    if (reference === undefined) return undefined
    const stand = (of: Reference): Stand => {
      const made = new Stand(of)
      this.#imports.add(made)
      return made
    }
    const isWhole = reference.is === 'export' && reference.path.length === 0
    if (!isWhole || members === undefined) return stand(reference)
    const picked: Record<string, unknown> = {}
    let onlyImports = true
    for (const [member, held] of Object.entries(pickMembers(value as object, members))) {
      const of = memberOf(reference, member, held)
      picked[member] = of === undefined ? held : stand(of)
      onlyImports &&= of !== undefined
    }
    if (onlyImports) this.#imports.add(picked)
    return picked
  }

  /** The function, and the variable of it, by which a value is in the luggage; `keys` lead to it. */
  #holder(keys: readonly Key[]): { readonly owner?: Owner; readonly variable?: FreeVariable } {
    // functions, index, values, variable, …; or `root`.
    const owner = keys[0] === 'functions' ? this.#owners[Number(keys[1])] : undefined
    if (owner === undefined) return {}
    const variable = keys[2] === 'values' ? owner.variables[Number(keys[3])] : undefined
    return variable === undefined ? { owner } : { owner, variable }
  }

  /** The error for a value in the luggage that cannot be sent; `keys` lead to it. */
  #refused(
    keys: readonly Key[],
    what: string,
    why?: Pick<CannotTravel, 'variable' | 'says' | 'hint'>,
    options?: ErrorOptions,
  ): CannotTravelError {
    const { owner, variable } = this.#holder(keys)
    if (owner === undefined) {
      const fn = why === undefined ? {} : { variable: why.variable, says: why.says, hint: why.hint }
      return new CannotTravelError({ variable: 'fn', holds: what, ...fn }, options)
    }
    const inner = keys.slice(4)
    const path = formatPath(
      variable?.name ?? owner.fn.name,
      variable === undefined ? keys.slice(3) : inner,
    )
    const where = inner.length > 0 || variable === undefined ? ` (at ${path})` : ''
    return cannot(owner, variable, {
      holds: `${what}${where}`,
      // `this` and the like are named by the hint; the variable is the one that holds the function.
      hint: why?.hint,
      cause: options?.cause,
    })
  }
}
