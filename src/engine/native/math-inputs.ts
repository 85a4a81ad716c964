/**
 * The inputs on which a candidate has to agree with the live Math function: measured ones that separate the known
 * implementations, and a fixed table that is random, structured or nasty.
 *
 * The random part is fixed, not drawn anew in each process: the same build of the same engine then always gets the same
 * verdict. With fresh randomness a provider that is wrong very rarely would be admitted in one process and refused in
 * the next, and the same program would be fast or slow, or change a last digit, from run to run. Breadth comes from
 * the stored inputs and from measurement (1e6 inputs a function, see crates/math/README.md).
 */
import { MATH_PROBES } from './math-probes'
import { FIRST_ARGUMENTS, SECOND_ARGUMENTS } from './math-table'

/** Arguments to compare on; `y` only for functions of two. */
export interface Inputs {
  readonly x: Float64Array
  readonly y: Float64Array | null
}

/** The stored inputs of a function; undefined for a function that nothing is stored for. */
export function storedInputs(name: string): Inputs | undefined {
  const digits = Object.hasOwn(MATH_PROBES, name) ? MATH_PROBES[name] : undefined
  if (digits === undefined) return undefined
  // Digits have the high byte first; every platform that has an addon is little-endian.
  const values = doubles(Buffer.from(digits, 'hex').swap64())
  if (name !== 'atan2' && name !== 'pow') return { x: values, y: null }
  return { x: values.filter((_, i) => i % 2 === 0), y: values.filter((_, i) => i % 2 === 1) }
}

let oneArgument: Inputs | undefined
let twoArguments: Inputs | undefined

/** The inputs common to all functions of one, or of two arguments; decoded on first need. */
export function mathInputs(two: boolean): Inputs {
  oneArgument ??= { x: doubles(Buffer.from(FIRST_ARGUMENTS, 'base64')), y: null }
  if (!two) return oneArgument
  twoArguments ??= { x: oneArgument.x, y: secondArguments(oneArgument.x.length) }
  return twoArguments
}

/** The table of second arguments over and over: the first ones are shuffled, so every kind meets every kind. */
function secondArguments(count: number): Float64Array {
  const table = doubles(Buffer.from(SECOND_ARGUMENTS, 'base64'))
  const values = new Float64Array(count)
  for (let i = 0; i < count; i += table.length) values.set(table.subarray(0, count - i), i)
  return values
}

/**
 * Whether this thread flushes subnormal numbers to zero. Node's threads do not, until some library switches it on for
 * the thread that loads it (`-ffast-math`, audio code).
 */
export function flushesSubnormals(): boolean {
  // From memory, so that nothing computes it beforehand.
  const smallestNormal = new Float64Array([2.2250738585072014e-308])
  return (smallestNormal[0] as number) / 2 === 0
}

/** The same without subnormal arguments. */
export function withoutSubnormals({ x, y }: Inputs): Inputs {
  const odd = [x, y].map((values) => (values === null ? () => false : subnormals(values)))
  const kept = (_: number, i: number) => !odd.some((isSubnormal) => isSubnormal(i))
  return { x: x.filter(kept), y: y === null ? null : y.filter(kept) }
}

/** Tells by the bits: where subnormals count as zero, they compare equal to 0. */
function subnormals(values: Float64Array): (i: number) => boolean {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  return (i) => {
    const low = words[2 * i] as number
    const high = words[2 * i + 1] as number
    return (high & 0x7ff00000) === 0 && ((high & 0xfffff) | low) !== 0
  }
}

/** The bytes as doubles, in memory of their own: a small Buffer may begin anywhere in a larger one. */
function doubles(bytes: Uint8Array): Float64Array<ArrayBuffer> {
  return new Float64Array(new Uint8Array(bytes).buffer)
}
