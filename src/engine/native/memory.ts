/**
 * Memory that the engine allocates: outputs, private until a call resolves, and scratch for checked copies.
 */
import { type Dtype, isShared, type NumberArray, typedArrayConstructor } from '../../dtype'

/**
 * From here on, zeroing an output costs more than computing it (1.2 ms against 5 µs for a million doubles on Node 20).
 * Below, the plain constructor is cheaper.
 */
const UNINITIALISED_BYTES = 1 << 16

/**
 * A new typed array whose content is unspecified. Only for outputs of which every element will be written, and
 * which nobody sees if that does not happen.
 */
export function allocateOutput(dtype: Dtype, length: number): NumberArray {
  const Constructor = typedArrayConstructor(dtype)
  const bytes = length * Constructor.BYTES_PER_ELEMENT
  if (bytes < UNINITIALISED_BYTES) return new Constructor(length) as NumberArray
  return new Constructor(Buffer.allocUnsafeSlow(bytes).buffer, 0, length) as NumberArray
}

/** From here on, a list that a job reads goes into shared memory at once, so that Rust need not copy it again. */
const SHARED_LENGTH = 1 << 14

/** Scratch of at least this length for a column that a job will read; {@link recycle} gives it back. */
export function jobScratch(length: number): Float64Array {
  return length < SHARED_LENGTH
    ? borrowScratch(length)
    : new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}

/** Scratch is kept between calls from 8 KiB, so that small calls share it, to 8 MiB. */
const LEAST_LENGTH = 1 << 10
const KEPT_LENGTH = 1 << 20

/** Two: a list in and its results out. */
const KEPT_ARRAYS = 2
const kept: Float64Array[] = []

/** Private scratch of at least this length; {@link recycle} gives it back. */
export function borrowScratch(length: number): Float64Array {
  const at = kept.findIndex((scratch) => scratch.length >= length)
  if (at === -1) return new Float64Array(Math.max(length, LEAST_LENGTH))
  return kept.splice(at, 1)[0] as Float64Array
}

/** Keeps scratch for the next call. */
export function recycle(scratch: Float64Array): void {
  if (scratch.length > KEPT_LENGTH || isShared(scratch)) return
  kept.push(scratch)
  // The shorter ones go first.
  if (kept.length > KEPT_ARRAYS) kept.sort((a, b) => b.length - a.length).pop()
}
