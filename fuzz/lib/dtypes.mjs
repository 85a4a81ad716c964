// Typed arrays of numbers by numpy's names, as this Node has them.

export const TYPES = {
  float64: Float64Array,
  float32: Float32Array,
  ...('Float16Array' in globalThis ? { float16: globalThis.Float16Array } : {}),
  int8: Int8Array,
  uint8: Uint8Array,
  uint8clamped: Uint8ClampedArray,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
}

export const DTYPES = Object.keys(TYPES)
