/**
 * What a function's text says about it: its shape, and the variables it takes from around it.
 *
 * The addon's parser answers; where there is no addon, or the parser gives up, the tokenizer's conservative answer
 * serves (`analysis-fallback.ts`). Cached per function object, then by text.
 */
import { forgetOldest } from '../bounded'
import { loadAddon } from '../engine/native/addon'
import { tokenAnalyzer } from './lazy'

/** A variable that a function uses and does not define. */
export interface FreeVariable {
  readonly name: string
  /** First use, counted from 1, in the function's own source. */
  readonly line: number
  readonly column: number
  /** First assignment, if there is one. */
  readonly assigned: { readonly line: number; readonly column: number } | undefined
  /** The members used, when every use is a plain read of a named member. */
  readonly members: readonly string[] | undefined
  readonly called: boolean
  /** False where only tokens were looked at, and the name may also be a local variable or a property. */
  readonly certain: boolean
}

/** What a function uses of its surroundings besides variables. */
export interface Uses {
  readonly this: boolean
  readonly arguments: boolean
  readonly super: boolean
  readonly newTarget: boolean
  readonly directEval: boolean
  readonly importMeta: boolean
}

export type FunctionKind =
  | 'arrow'
  | 'function'
  | 'method'
  | 'getter'
  | 'setter'
  | 'class'
  | 'native'

/** What the text of a function says. */
export interface FunctionAnalysis {
  /** The text itself, as `Function.prototype.toString` gives it. */
  readonly source: string
  readonly kind: FunctionKind
  readonly isAsync: boolean
  readonly isGenerator: boolean
  readonly name: string | undefined
  /** Declared parameters, defaults included. */
  readonly params: number
  readonly rest: boolean
  readonly uses: Uses
  /** False for text that parses only as sloppy script. */
  readonly strictOk: boolean
  /** Whether it uses `#private` names of a class around it. */
  readonly privateNames: boolean
  readonly free: readonly FreeVariable[]
}

/** Texts remembered; the least recently used goes first. */
const TEXTS = 512

const byFunction = new WeakMap<object, FunctionAnalysis>()
const byText = new Map<string, FunctionAnalysis>()
const toSource = Function.prototype.toString

/** Analyzes a function; the same object for the same function or text. */
export function analyze(fn: (...args: never[]) => unknown): FunctionAnalysis {
  let found = byFunction.get(fn)
  if (found === undefined) {
    found = analyzeSource(toSource.call(fn))
    byFunction.set(fn, found)
  }
  return found
}

/** Analyzes the text of a function. */
export function analyzeSource(source: string): FunctionAnalysis {
  const known = byText.get(source)
  if (known !== undefined) {
    byText.delete(source)
    byText.set(source, known)
    return known
  }
  const made = isNativeText(source) ? native(source) : (parsed(source) ?? tokenAnalyzer()(source))
  byText.set(source, made)
  forgetOldest(byText, TEXTS)
  return made
}

/** Whether this is what `toString` gives for functions without a source: builtins and bound functions. */
function isNativeText(source: string): boolean {
  return /\{\s*\[native code\]\s*\}\s*$/.test(source) && source.length < 200
}

function native(source: string): FunctionAnalysis {
  return {
    source,
    kind: 'native',
    isAsync: false,
    isGenerator: false,
    name: undefined,
    params: 0,
    rest: false,
    uses: {
      this: false,
      arguments: false,
      super: false,
      newTarget: false,
      directEval: false,
      importMeta: false,
    },
    strictOk: true,
    privateNames: false,
    free: [],
  }
}

/** The addon's answer, or undefined where it has none. */
function parsed(source: string): FunctionAnalysis | undefined {
  const addon = loadAddon()
  if (addon === undefined) return undefined
  const reply = JSON.parse(addon.analyze(source)) as { ok?: ParsedAnalysis }
  const { ok } = reply
  if (ok === undefined) return undefined
  return {
    ...ok,
    source,
    name: ok.name ?? undefined,
    free: ok.free.map((variable) => ({
      ...variable,
      assigned: variable.assigned ?? undefined,
      members: variable.members ?? undefined,
      certain: true,
    })),
  }
}

/** The addon's JSON: absent values are null. */
type ParsedAnalysis = Omit<FunctionAnalysis, 'source' | 'name' | 'free'> & {
  readonly name: string | null
  readonly free: readonly (Omit<FreeVariable, 'assigned' | 'members' | 'certain'> & {
    readonly assigned: FreeVariable['assigned'] | null
    readonly members: readonly string[] | null
  })[]
}
