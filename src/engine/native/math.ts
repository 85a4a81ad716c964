/**
 * Which native code may stand for `Math.sin` and its like: the proof, once per function and process.
 *
 * The addon lists candidates (the engine's exported functions, the host's `pow`); each is compared with the live
 * function on inputs that tell the known implementations apart and on a few thousand others, and the first that agrees
 * everywhere is admitted. No candidate agrees: functions that need it run on workers. `crates/math/README.md` says
 * who the candidates are.
 */
import { builtinValue } from '../../function/builtins'
import type { Addon } from './addon'
import {
  flushesSubnormals,
  type Inputs,
  mathInputs,
  storedInputs,
  withoutSubnormals,
} from './math-inputs'

/** What is needed of the addon. */
export type MathAddon = Pick<
  Addon,
  'mathCandidates' | 'mathEval' | 'mathAdmit' | 'mathAdmitted' | 'mathVectors' | 'mathVectorState'
>

type LiveFunction = (x: number, y?: number) => number

const UNKNOWN = -2
const NONE = -1

/** Verdicts already known here, so that a prepared call asks the addon nothing. */
const verdicts = new WeakMap<MathAddon, Map<string, number>>()

/**
 * The first of these functions (`sin`, `exp` …) that no native code computes as this engine does; undefined when
 * every one has its provider. Probes on first need: well under a millisecond a function.
 */
export function ensureMath(addon: MathAddon, names: readonly string[]): string | undefined {
  for (const name of names) if (verdict(addon, name) === NONE) return name
  return undefined
}

/**
 * The admitted provider's name, for people: `v8::base::ieee754::sin`, and the vector code that stands for it by now.
 * Undefined when there is none.
 */
export function mathProvider(addon: MathAddon, name: string): string | undefined {
  const provider = addon.mathCandidates(name)[verdict(addon, name)]
  if (provider === undefined || addon.mathVectorState(name) !== 'admitted') return provider
  return `${provider}, as vector code for ${addon.mathVectors(name).at(-1)}`
}

function verdict(addon: MathAddon, name: string): number {
  let known = verdicts.get(addon)
  if (known === undefined) {
    known = new Map()
    verdicts.set(addon, known)
  }
  let candidate = known.get(name)
  if (candidate === undefined) {
    candidate = addon.mathAdmitted(name)
    if (candidate === UNKNOWN) {
      candidate = probe(addon, name)
      addon.mathAdmit(name, candidate)
    }
    known.set(name, candidate)
  }
  return candidate
}

/** The first candidate that agrees with the live function everywhere we look. */
function probe(addon: MathAddon, name: string): number {
  // The one captured when numpool was loaded: kernels run natively only while it is still in its place.
  const live = builtinValue(`Math.${name}`)
  const stored = storedInputs(name)
  if (typeof live !== 'function' || stored === undefined) return NONE
  // The stored inputs first: few, and most wrong candidates fall on them.
  const all = [stored, mathInputs(stored.y !== null)]
  // A thread that flushes subnormals has no answer to compare with for them: whether V8 flushes an argument on its way
  // to the function depends on the tier that runs the call.
  const flushing = flushesSubnormals()
  const sets = flushing ? all.map(withoutSubnormals) : all
  const alike = flushing ? isButForSubnormals : is
  const count = addon.mathCandidates(name).length
  for (let candidate = 0; candidate < count; candidate++)
    if (sets.every((inputs) => agrees(addon, name, candidate, inputs, live as LiveFunction, alike)))
      return candidate
  return NONE
}

/** Object.is itself, whatever a user makes of the property later. */
const { is } = Object

/** `Object.is`, except that a subnormal number and the zero of its sign are one. */
function isButForSubnormals(a: unknown, b: unknown): boolean {
  const tiny = (v: unknown) => typeof v === 'number' && v > -SMALLEST_NORMAL && v < SMALLEST_NORMAL
  if (tiny(a) && tiny(b)) return 1 / (a as number) < 0 === 1 / (b as number) < 0
  return is(a, b)
}

const SMALLEST_NORMAL = 2.2250738585072014e-308

/** Whether results are the same for all inputs: NaNs are alike whatever their payload, which V8 itself does not keep. */
function agrees(
  addon: MathAddon,
  name: string,
  candidate: number,
  { x, y }: Inputs,
  live: LiveFunction,
  alike: (a: unknown, b: unknown) => boolean,
): boolean {
  const got = new Float64Array(x.length)
  if (!addon.mathEval(name, candidate, x, y, got)) return false
  if (y === null) {
    for (let i = 0; i < x.length; i++) if (!alike(got[i], live(x[i] as number))) return false
  } else {
    for (let i = 0; i < x.length; i++)
      if (!alike(got[i], live(x[i] as number, y[i] as number))) return false
  }
  return true
}
