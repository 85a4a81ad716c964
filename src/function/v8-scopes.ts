/**
 * What V8 itself tells of a function, through the addon: the scopes of its closure (about 1 µs, where `node:inspector`
 * takes 130) and the place of its text.
 *
 * The scopes come from functions that no header declares. They are used only in versions of V8 that were tested, and only
 * after a proof in this very thread: closures whose variables are known are read and compared. Anything else, or
 * `NUMPOOL_CLOSURES=inspector` in the environment, leaves the reading to the inspector.
 */
import { isAbsolute } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInThisContext } from 'node:vm'
import { loadAddon } from '../engine/native/addon'

/** Where a function stands; line and column of where V8 says that it begins, counted from 0. */
export interface ScriptPlace {
  /** The number of its script. */
  readonly script: number
  readonly line: number
  readonly column: number
}

/** Object and type of each scope, innermost first. */
export type FlatScopes = readonly unknown[]

/** Types of scopes, as V8 numbers them. */
export const SCOPE = { GLOBAL: 0, WITH: 2, FUNCTION: 3 } as const

/** All scopes; a mask of {@link scopesOf}. */
export const EVERY_DEPTH = 0xffff_ffff

/** The last depth that has a bit of its own in a mask. */
export const LAST_DEPTH = 30

/**
 * V8's major versions in which this was tested, by platform. The calls themselves are written for macOS and for
 * AArch64, too.
 */
const TESTED: Readonly<Record<string, readonly number[]>> = { 'linux x64': [11, 12, 13, 14] }

/** The word of a `ScriptOrigin` that holds the script's name, by V8's major version. */
const NAME_WORD: Readonly<Record<number, number>> = { 11: 1, 12: 0, 13: 0, 14: 0 }

interface Native {
  scopes(fn: unknown, mask: number): FlatScopes | undefined
  place(fn: unknown, words: Int32Array): Int32Array | undefined
  scriptName(fn: unknown, word: number): string | undefined
}

/**
 * From this version of V8 on the functions are not exported, and the first question searches the executable's table of
 * symbols: 8 to 20 ms. A program that reads a few closures is better off with the inspector.
 */
const HIDDEN_SINCE = 13
const FEW = 50

/** What is used here; each missing where it may not be. */
interface Permitted {
  scopes: Native['scopes'] | undefined
  /** What `scopes` may become when more than a few closures have been read. */
  hidden: Native['scopes'] | undefined
  readonly place: Native['place'] | undefined
  readonly nameWord: number | undefined
  readonly scriptName: Native['scriptName'] | undefined
}

const NOTHING: Permitted = {
  scopes: undefined,
  hidden: undefined,
  place: undefined,
  nameWord: undefined,
  scriptName: undefined,
}
const WORDS = new Int32Array(3)

let permitted: Permitted | undefined
let questions = 0

/** Whether {@link scopesOf} answers. */
export function showsScopes(): boolean {
  permitted ??= permit()
  return permitted.scopes !== undefined
}

/** The scopes of a closure at the depths of the mask; undefined where they cannot be had in this way. */
export function scopesOf(fn: unknown, mask: number): FlatScopes | undefined {
  permitted ??= permit()
  const { scopes, hidden } = permitted
  if (scopes !== undefined) return scopes(fn, mask)
  if (hidden !== undefined && ++questions > FEW) search()
  return undefined
}

/**
 * For where the inspector is refused or missing: searches at once for what {@link scopesOf} needs.
 *
 * @returns whether {@link scopesOf} answers from now on, and did not before
 */
export function search(): boolean {
  permitted ??= permit()
  const { hidden } = permitted
  permitted.hidden = undefined
  if (hidden === undefined || !isProven(hidden)) return false
  permitted.scopes = hidden
  return true
}

/** The words of a function's place: script, line, column. Overwritten by the next question. */
export function placeWords(fn: unknown): Int32Array | undefined {
  permitted ??= permit()
  return permitted.place?.(fn, WORDS)
}

/** Where a function stands; undefined for one without a script, or where V8 cannot be asked. */
export function placeOf(fn: unknown): ScriptPlace | undefined {
  const words = placeWords(fn)
  if (words === undefined) return undefined
  const [script = 0, line = 0, column = 0] = words
  return { script, line, column }
}

/** The name of the script in which a function stands: a path, a URL, or whatever it was given. */
export function scriptNameOf(fn: unknown): string | undefined {
  permitted ??= permit()
  const { nameWord, scriptName } = permitted
  return nameWord === undefined ? undefined : scriptName?.(fn, nameWord)
}

/** Where a function stands in a file, as V8 knows it: no file for what was compiled under no file's name. */
export function nativeLocation(
  fn: unknown,
):
  | { readonly file: string | undefined; readonly line: number; readonly column: number }
  | undefined {
  const place = placeOf(fn)
  if (place === undefined) return undefined
  return { file: fileNamed(scriptNameOf(fn)), line: place.line, column: place.column }
}

/** The path that a script's name stands for; undefined for a name that is not that of a file. */
function fileNamed(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  try {
    if (name.startsWith('file:')) return fileURLToPath(name)
  } catch {
    return undefined
  }
  return isAbsolute(name) ? name : undefined
}

function permit(): Permitted {
  const { versions, platform, arch, env } = process
  // Other hosts of V8 build it in their own ways.
  if ('electron' in versions || 'bun' in versions || 'deno' in versions) return NOTHING
  const native = loadAddon() as Partial<Native> | undefined
  if (native === undefined) return NOTHING
  const v8 = Number.parseInt(versions.v8 ?? '', 10)
  const { scopes, place, scriptName } = native
  if (TESTED[`${platform} ${arch}`]?.includes(v8) !== true) return NOTHING
  const mayRead = env.NUMPOOL_CLOSURES !== 'inspector' && scopes !== undefined
  const isHidden = v8 >= HIDDEN_SINCE
  return {
    scopes: mayRead && !isHidden && isProven(scopes) ? scopes : undefined,
    hidden: mayRead && isHidden ? scopes : undefined,
    place,
    nameWord: NAME_WORD[v8],
    scriptName,
  }
}

/** Makes closures over every kind of scope; each answers with what its variables hold and the global object. */
const KNOWN = `(function (outer, wrapped) {
  var variable = { outer }
  {
    let block = [outer]
    const shadowed = 'inner'
    with (wrapped) {
      class Made {
        static read() { return { outer, variable, block, shadowed, member, Made, globalThis } }
      }
      var made = Made.read
    }
  }
  try { throw outer } catch (caught) {
    for (let turn = 0; turn < 2; turn++)
      var looped = async () => ({ outer, variable, caught, turn, shadowed, globalThis })
  }
  var shadowed = 'outer'
  return { made, looped: [looped, { outer, variable, caught: outer, turn: 1, shadowed, globalThis }] }
})`

/** Reads closures whose variables are known. */
function isProven(scopes: Native['scopes']): boolean {
  try {
    const make = runInThisContext(KNOWN, { filename: 'numpool:closures' }) as (
      outer: unknown,
      wrapped: object,
    ) => {
      readonly made: () => Record<string, unknown>
      readonly looped: readonly [unknown, Record<string, unknown>]
    }
    for (const outer of [1.5, 'text', { outer: true }]) {
      const wrapped = { member: outer }
      const { made, looped } = make(outer, wrapped)
      const first = scopes(made, EVERY_DEPTH)
      const second = scopes(looped[0], EVERY_DEPTH)
      if (!holdsAll(first, made()) || !holdsAll(second, looped[1])) return false
      if (first?.[first.indexOf(wrapped) + 1] !== SCOPE.WITH) return false
      // A mask leaves scopes out and nothing else.
      if (scopes(made, 0)?.length !== 0 || scopes(made, 0b10)?.[1] !== first[3]) return false
    }
    const refused = [Math.max, make.bind(null), new Proxy(make, {}), {}, undefined]
    return refused.every((value) => (scopes(value, EVERY_DEPTH)?.length ?? 0) === 0)
  } catch {
    return false
  }
}

/** Whether the first scope that has a variable has the value, for each; the last scope being the global object. */
function holdsAll(
  flat: FlatScopes | undefined,
  { globalThis: global, ...expected }: Readonly<Record<string, unknown>>,
): flat is FlatScopes {
  if (flat === undefined || flat.length < 4) return false
  if (flat.at(-1) !== SCOPE.GLOBAL || flat.at(-2) !== global) return false
  return Object.entries(expected).every(([name, value]) => {
    for (let i = 0; i < flat.length; i += 2) {
      const scope = flat[i] as Record<string, unknown>
      if (Object.hasOwn(scope, name)) return Object.is(scope[name], value)
    }
    return false
  })
}
