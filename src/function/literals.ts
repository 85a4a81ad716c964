/**
 * Function literals that were described before. A closure made anew from the same literal (`() => f(i)` in a loop) has
 * the same text, and the same variables in the same scopes; only what these hold may differ. So it is
 * enough to look at the scopes that hold them and to compare: what travels by reference must be the very
 * object it was, and the primitives are the values of this call, as are copies of small objects made of such. Whatever is not as it was is
 * left to `travel`.
 *
 * Where a name is bound never changes for one literal, unless code is added to a scope at run time (`eval`). Scripts
 * that may do so have every scope looked at each time.
 */
import type { UserFunction } from '../call'
import { isObject } from '../is-object'
import { queueMicrotask } from '../platform/timers'
import type { FreeVariable, FunctionAnalysis } from './analysis'
import { builtinValue, isHostGlobal, isPristine, isReplaced } from './builtins'
import { isBare } from './captured'
import { isDead, mayBeDead } from './dead-zone'
import { mayGrow } from './growing'
import { depthsOf, holderOf, inspectScopes } from './scope-lists'
import type { Scope } from './scopes'
import type { Taken, Travelled } from './travel'
import { copyOfTree } from './trees'
import {
  EVERY_DEPTH,
  type FlatScopes,
  LAST_DEPTH,
  placeWords,
  scopesOf,
  showsScopes,
} from './v8-scopes'

/**
 * What a variable must be at the next closure: the object behind the reference, any primitive or small tree of such, or whatever
 * an import holds that stands for itself.
 */
type Expected = Held | 'value' | 'import'

/** An object, with what the members of it that are used hold: of a namespace only these travel. */
interface Held {
  readonly object: WeakRef<object>
  readonly members: readonly (readonly [string, WeakRef<object>])[]
}

/** How one function is looked at. */
interface Watch {
  /** Depths of the scopes to read; 0 when no variable is in one. */
  readonly mask: number
  readonly names: readonly string[]
  /** Which of the scopes read holds each variable; -1 for none. */
  readonly at: readonly number[]
  readonly expected: readonly (Expected | undefined)[]
  /** Names that are globals, and paths of builtins that must be the original ones. */
  readonly globals: readonly string[]
  readonly builtins: readonly string[]
  readonly kind: FunctionAnalysis['kind']
}

interface Helper {
  readonly fn: WeakRef<UserFunction>
  readonly watch: Watch
}

/** A literal, and what was made of it. */
interface Literal<Made> {
  readonly script: number
  readonly place: number
  readonly source: string
  readonly name: string
  readonly watch: Watch
  readonly helpers: readonly Helper[]
  /** Whether scopes are to be read, its own or a helper's. */
  readonly reads: boolean
  readonly made: Made
}

/** Literals remembered, and how often one is learnt anew before that counts as useless. */
const KEPT = 1024
const PATIENCE = 16

const toSource = Function.prototype.toString

export class Literals<Made> {
  /** By script, then by place. */
  readonly #scripts = new Map<number, Map<number, Literal<Made> | undefined>>()
  readonly #learnt = new Map<string, number>()
  readonly #locals: ReadonlySet<string>
  #size = 0
  /**
   * The one that was found last in this turn: calls come in bursts. Within a turn no debugger replaces the text of a script, so
   * that its place alone says which literal it is.
   */
  #last: Literal<Made> | undefined
  #forgets = false

  /** @param locals - variables that the pool's initializer makes in each worker */
  constructor(locals: ReadonlySet<string>) {
    this.#locals = locals
  }

  /**
   * What was made of the closure's literal, when nothing but captured primitives and small trees differs: these are put into
   * `values`, in the order of the travelled slots.
   */
  find(fn: UserFunction, values: unknown[]): Made | undefined {
    const words = placeWords(fn)
    if (words === undefined) return undefined
    const literal = this.#at(fn, words[0] as number, placeKey(words))
    if (literal === undefined || literal.name !== fn.name) return undefined
    const { watch, helpers, reads } = literal
    const inspected = reads && !showsScopes() ? inspectScopes(masksOf(fn, literal)) : undefined
    if (!isAsBefore(fn, watch, values, inspected?.get(fn))) return undefined
    for (let i = 0; i < helpers.length; i++) {
      const helper = helpers[i] as Helper
      const live = helper.fn.deref()
      if (live === undefined) return undefined
      if (!isAsBefore(live, helper.watch, values, inspected?.get(live))) return undefined
    }
    return literal.made
  }

  #at(fn: UserFunction, script: number, place: number): Literal<Made> | undefined {
    const last = this.#last
    if (last !== undefined && last.script === script && last.place === place) return last
    const found = this.#scripts.get(script)?.get(place)
    if (found === undefined || found.source !== toSource.call(fn)) return undefined
    this.#last = found
    if (!this.#forgets) {
      this.#forgets = true
      queueMicrotask(this.#forget)
    }
    return found
  }

  readonly #forget = (): void => {
    this.#forgets = false
    this.#last = undefined
  }

  /** Remembers the literal of a function that was described without given captures. */
  learn(fn: UserFunction, { taken, constant, slots }: Travelled, made: Made): void {
    if ((!constant && slots === undefined) || taken[0]?.fn !== fn) return
    const words = placeWords(fn)
    if (words === undefined) return
    const [script = 0, line, column] = words
    const place = placeKey(words)
    const times = `${script}:${line}:${column}`
    const learnt = (this.#learnt.get(times) ?? 0) + 1
    if (learnt > PATIENCE) return
    const isStatic = !mayGrow(fn, script)
    const watches = taken.map((one, i) => this.#watch(one, i === 0 ? slots : undefined, isStatic))
    if (this.#size >= KEPT) {
      this.#scripts.clear()
      this.#learnt.clear()
      this.#last = undefined
      this.#size = 0
    }
    this.#learnt.set(times, learnt)
    let places = this.#scripts.get(script)
    if (places === undefined) {
      places = new Map()
      this.#scripts.set(script, places)
    }
    const [watch, ...rest] = watches
    if (watch === undefined || rest.includes(undefined)) return
    this.#size++
    this.#last = undefined
    places.set(place, {
      script,
      place,
      source: taken[0].analysis.source,
      name: fn.name,
      watch,
      helpers: rest.map((of, i) => ({
        fn: new WeakRef((taken[i + 1] as Taken).fn),
        watch: of as Watch,
      })),
      reads: watches.some((of) => of?.mask !== 0),
      made,
    })
  }

  /** How to look at a function next time; undefined where that cannot be told. */
  #watch(
    { fn, analysis, names, held }: Taken,
    slots: readonly number[] | undefined,
    isStatic: boolean,
  ): Watch | undefined {
    const { kind, free } = analysis
    if (kind === 'class' || free.some(({ certain }) => !certain)) return undefined
    const wanted = free.map(({ name }) => name).filter((name) => !this.#locals.has(name))
    // Where V8 does not show scopes, nothing captured means that every name was looked for and is a global.
    const settled = names.length === 0 && isStatic && !showsScopes()
    const depths = settled ? wanted.map(() => -1) : depthsOf(fn, wanted)
    if (depths === undefined) return undefined
    const bound = wanted.filter((_, i) => (depths[i] as number) >= 0)
    // What is sent is what the closure holds, and nothing else of it is.
    if (bound.length !== names.length || !names.every((name) => bound.includes(name)))
      return undefined
    const used = [...new Set(names.map((name) => depths[wanted.indexOf(name)] as number))].sort(
      (a, b) => a - b,
    )
    if ((used.at(-1) ?? 0) > LAST_DEPTH) return undefined
    const outside = wanted.filter((name) => !bound.includes(name))
    const builtins: string[] = []
    const globals = outside.filter((name) => !addPaths(name, free, builtins))
    const place = (name: string): number => {
      const depth = depths[wanted.indexOf(name)] as number
      return isStatic ? used.indexOf(depth) : depth
    }
    const expected = names.map((_, i): Expected => {
      if (slots?.includes(i) === true) return 'value'
      const value = held[i]
      return isObject(value)
        ? hold(value, free.find(({ name }) => name === names[i])?.members)
        : 'import'
    })
    if (isStatic)
      return {
        mask: used.reduce((mask, depth) => (mask | (1 << depth)) >>> 0, 0),
        names,
        at: names.map(place),
        expected,
        globals,
        builtins,
        kind,
      }
    return {
      mask: EVERY_DEPTH,
      names: [...names, ...outside],
      at: [...names.map(place), ...outside.map(() => -1)],
      expected: [...expected, ...outside.map(() => undefined)],
      globals,
      builtins,
      kind,
    }
  }
}

function hold(object: object, members: readonly string[] = []): Held {
  const used: [string, WeakRef<object>][] = []
  for (const member of members) {
    const value = (object as Record<string, unknown>)[member]
    if (typeof value === 'function') used.push([member, new WeakRef(value)])
  }
  return { object: new WeakRef(object), members: used }
}

function isStill(held: Held | undefined, value: unknown): boolean {
  if (held === undefined || held.object.deref() !== value) return false
  const { members } = held
  for (let i = 0; i < members.length; i++) {
    const [member, ref] = members[i] as Held['members'][number]
    if ((value as Record<string, unknown>)[member] !== ref.deref()) return false
  }
  return true
}

/** The globals that a function uses: names, and paths of builtin members (`Math.sqrt`) where only these are used. */
export interface Globals {
  readonly names: readonly string[]
  readonly paths: readonly string[]
}

/** The globals among the free variables of a function that captures nothing else. */
export function globalsOf(free: readonly FreeVariable[]): Globals {
  const paths: string[] = []
  const names = free.map(({ name }) => name).filter((name) => !addPaths(name, free, paths))
  return { names, paths }
}

/** Whether all of them are what they were. */
export function areUnchanged({ names, paths }: Globals): boolean {
  for (let i = 0; i < names.length; i++) if (isChanged(names[i] as string)) return false
  for (let i = 0; i < paths.length; i++) if (!isPristine(paths[i] as string)) return false
  return true
}

/** Adds the paths of a builtin namespace of which only named members are used (`Math.sqrt`); false for anything else. */
function addPaths(name: string, free: readonly FreeVariable[], paths: string[]): boolean {
  const members = free.find((variable) => variable.name === name)?.members
  const used = members?.map((member) => `${name}.${member}`)
  if (used === undefined || used.length === 0 || !used.every(isPristine)) return false
  paths.push(...used)
  return true
}

function placeKey(words: Int32Array): number {
  return (words[1] as number) * 2 ** 26 + (words[2] as number)
}

/** Whether a function has what it had, primitives and small trees aside, which are added to `values`. */
function isAsBefore(
  fn: UserFunction,
  watch: Watch,
  values: unknown[],
  inspected: FlatScopes | undefined,
): boolean {
  const { mask, names, at, expected, globals, builtins, kind } = watch
  if (!isBare(fn, kind)) return false
  for (let i = 0; i < globals.length; i++) if (isChanged(globals[i] as string)) return false
  for (let i = 0; i < builtins.length; i++) if (!isPristine(builtins[i] as string)) return false
  if (mask === 0) return true
  const flat = inspected ?? scopesOf(fn, mask)
  if (flat === undefined) return false
  let nodes: object[] | undefined
  try {
    for (let i = 0; i < names.length; i++) {
      const name = names[i] as string
      const where = holderOf(flat, name)
      if (where !== at[i]) return false
      if (where === -1) continue
      const value = (flat[2 * where] as Record<string, unknown>)[name]
      const what = expected[i]
      if (what === 'value') {
        if (typeof value === 'symbol') return false
        if (isObject(value)) {
          nodes ??= []
          const copy = copyOfTree(value, nodes)
          if (copy === undefined) return false
          values.push(copy)
        } else if (mayBeDead(value) && isHidden(fn, mask, where, name)) return false
        else values.push(value)
      } else if (what !== 'import' && !isStill(what, value)) return false
    }
  } catch {
    // A variable in its dead zone: whoever looks closer says so.
    return false
  }
  return true
}

/** Whether a variable that seems to hold `undefined` is in its dead zone, as far as one knows. */
function isHidden(fn: UserFunction, mask: number, where: number, name: string): boolean {
  if (!showsScopes()) return true
  return isDead(() => scopesOf(fn, mask)?.[2 * where] as Scope | undefined, name)
}

/** Whether a global that the function may use has been replaced, or made, since it was described. */
function isChanged(name: string): boolean {
  return (
    isReplaced(name) ||
    (name in globalThis && builtinValue(name) === undefined && !isHostGlobal(name))
  )
}

/** Which scopes are to be looked at. */
function masksOf(
  fn: UserFunction,
  { watch, helpers }: Literal<unknown>,
): ReadonlyMap<UserFunction, number> {
  const masks = new Map<UserFunction, number>()
  if (watch.mask !== 0) masks.set(fn, watch.mask)
  for (const { fn: helper, watch: of } of helpers) {
    const live = helper.deref()
    if (live !== undefined && of.mask !== 0) masks.set(live, of.mask)
  }
  return masks
}
