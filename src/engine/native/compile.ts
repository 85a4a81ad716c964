/**
 * Kernels by source text: the addon compiles, this cache remembers.
 */
import { forgetOldest } from '../../bounded'
import type { Reason } from '../../errors'
import type { Addon } from './addon'

/** What a captured variable holds, as far as the compiler cares. */
export type CaptureKind =
  | 'number'
  | 'boolean'
  | 'builtin'
  | 'table'
  | 'function'
  | 'object'
  | 'other'

/** A captured variable: `value` names the builtin, or describes the other thing. */
export interface CaptureDeclaration {
  readonly name: string
  readonly kind: CaptureKind
  readonly value?: string
  /** Of a function: its place in the request's `functions`. */
  readonly function?: number
  /** Of an object: its own properties. Their values are parameters and tables named `object.property`. */
  readonly members?: readonly CaptureDeclaration[]
}

/** A function that is captured; without a source as long as the compiler has not asked for it. */
export interface CapturedFunction {
  readonly name: string
  readonly source?: string
  readonly captures: readonly CaptureDeclaration[]
}

/** What the compiler is asked. */
export interface CompileRequest {
  readonly source: string
  /** Values that the function gets. */
  readonly columns: number
  /** Whether they come as one array argument. */
  readonly tuple: boolean
  /** Bit c set: the values of column c are booleans. */
  readonly booleans: number
  readonly captures: readonly CaptureDeclaration[]
  /** The functions that it captures, and those that they capture in turn. */
  readonly functions: readonly CapturedFunction[]
}

/** A compiled function, in the addon under `id`. */
export interface Kernel {
  readonly id: number
  /** What it gives for each item, one thing or several. */
  readonly results: readonly ('number' | 'boolean')[]
  /** Captured variables whose values go with each run, in order. */
  readonly params: readonly Param[]
  /** Captured arrays that go with each run, in order. */
  readonly tables: readonly Table[]
  /** Whether there are loops: the cost is a guess then, and a run may never end. */
  readonly loops: boolean
  /** Whether a run may find that only JS knows the answer. */
  readonly bailsOut: boolean
  /** Builtins that must be the original ones at each call. */
  readonly builtins: readonly string[]
  /** Math functions that need a provider. */
  readonly math: readonly string[]
  /** Estimated time of one element on one thread. */
  readonly costNs: number
  /** Estimated time of a run besides, however few its items are. */
  readonly runNs: number
  /** Estimated time of one element in plain JavaScript. */
  readonly plainNs: number
  /** Whether the turns of all loops are counted in the source; elsewhere the times are right in their proportions only. */
  readonly counted: boolean
  /** The intermediate form, readable. */
  readonly ops: string
  /** What several results make up; null where there is one, a number or a boolean. */
  readonly shape: ResultShape | null
}

/** What results make up: the number of one, an array, or an object with its names in order. */
export type ResultShape =
  | number
  | readonly ResultShape[]
  | { readonly record: readonly (readonly [string, ResultShape])[] }

/** A captured variable of a kernel; `owner` is the captured function that takes it, null of the kernel itself. */
export interface Param {
  readonly name: string
  readonly type: string
  readonly owner: number | null
}

/** A captured array of a kernel; `owner` as in {@link Param}. */
export interface Table {
  readonly name: string
  readonly owner: number | null
}

/** What the compiler answers: a kernel, why there is none, or the captured functions whose sources it needs. */
export type CompileReply =
  | { readonly ok: Kernel }
  | { readonly reasons: readonly Reason[] }
  | { readonly needs: readonly number[] }

/** Kernels kept for functions that are made anew again and again. */
const CACHE_LIMIT = 512

const cache = new Map<string, CompileReply>()
let registry: FinalizationRegistry<number> | undefined

/** Text that is no text: UTF-8, which the compiler reads, has no form for it. */
const HALF_CHARACTER = /\p{Surrogate}/u

function halfCharacter(): Reason {
  return {
    code: 'parse-error',
    message:
      "the function's source holds half a character (a lone surrogate): write it as an escape, such as '\\ud800'",
  }
}

/** Compiles, or finds what was compiled before from the same text for the same kinds of captures. */
export function compileKernel(addon: Addon, request: CompileRequest): CompileReply {
  const sources = [request, ...request.functions]
  if (sources.some(({ source = '' }) => HALF_CHARACTER.test(source)))
    return { reasons: [halfCharacter()] }
  const text = JSON.stringify(request)
  const known = cache.get(text)
  if (known !== undefined) {
    cache.delete(text)
    cache.set(text, known)
    return known
  }
  const reply = JSON.parse(addon.compile(text)) as CompileReply
  if ('ok' in reply) {
    // Whoever still holds a kernel that left the cache may run it: the addon forgets it when it is collected.
    registry ??= new FinalizationRegistry((id) => addon.release(id))
    registry.register(reply.ok, reply.ok.id)
  }
  cache.set(text, reply)
  forgetOldest(cache, CACHE_LIMIT)
  return reply
}
