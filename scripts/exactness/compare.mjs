// Comparing results bit by bit. NaN is one value: V8 itself does not keep its payload.

/** Whether these words are those of a NaN. */
function isNaNWords(high, low) {
  return (high & 0x7ff00000) === 0x7ff00000 && ((high & 0xfffff) | low) !== 0
}

/** Elements whose bytes are compared at once, which an interpreter does not slow down. */
const STRETCH = 256

/**
 * Counts the results of `got` that are not those of `want`, and calls `differs` with the place of each.
 * By words: in a thread that flushes subnormals a comparison of numbers takes them for zero.
 */
export function compare(got, want, differs) {
  const [left, right] = [bytesOf(got), bytesOf(want)]
  let count = 0
  for (let at = 0; at < got.length; at += STRETCH) {
    const end = Math.min(at + STRETCH, got.length)
    if (left.compare(right, 8 * at, 8 * end, 8 * at, 8 * end) !== 0)
      count += compareEach(got, want, at, end, differs)
  }
  return count
}

function bytesOf(values) {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength)
}

function compareEach(got, want, from, to, differs) {
  const a = new Uint32Array(got.buffer, got.byteOffset, 2 * got.length)
  const b = new Uint32Array(want.buffer, want.byteOffset, 2 * want.length)
  let count = 0
  for (let i = 2 * from; i < 2 * to; i += 2) {
    if (a[i] === b[i] && a[i + 1] === b[i + 1]) continue
    if (isNaNWords(a[i + 1], a[i]) && isNaNWords(b[i + 1], b[i])) continue
    count++
    differs(i >> 1)
  }
  return count
}

/** A number that two runs share when all their results do, whatever the NaNs. */
export function digest(values, before) {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length)
  let hash = before
  for (let i = 0; i < words.length; i += 2) {
    const odd = isNaNWords(words[i + 1], words[i])
    hash = Math.imul(hash ^ (odd ? 1 : words[i]), 0x9e3779b1)
    hash = Math.imul(hash ^ (hash >>> 15) ^ (odd ? 2 : words[i + 1]), 0x85ebca77)
  }
  return hash
}

/** The bits of a double, as people read them. */
export function bitsOf(value) {
  const view = new DataView(new ArrayBuffer(8))
  view.setFloat64(0, value)
  return `0x${view.getBigUint64(0).toString(16).padStart(16, '0')}`
}
