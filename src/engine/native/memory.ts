/**
 * Memory that the engine allocates: outputs, private until a call resolves, and scratch for checked copies.
 */
import { type Dtype, type NumberArray, typedArrayConstructor } from '../../dtype'

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

/** Scratch that a job on other threads reads in place: shared memory needs no second copy in Rust. */
export function sharedScratch(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}

/** Longest scratch kept between calls: 8 MiB. */
const KEPT_LENGTH = 1 << 20
let kept: Float64Array | undefined

/** Scratch for the length of one synchronous call; {@link recycle} gives it back. */
export function borrowScratch(length: number): Float64Array {
  const scratch = kept
  if (scratch === undefined || scratch.length < length) return new Float64Array(length)
  kept = undefined
  return scratch.length === length ? scratch : scratch.subarray(0, length)
}

/** Keeps the memory of a borrowed scratch for the next call. */
export function recycle(scratch: Float64Array): void {
  const whole = new Float64Array(scratch.buffer as ArrayBuffer)
  if (whole.length <= KEPT_LENGTH && (kept === undefined || kept.length < whole.length))
    kept = whole
}
