/**
 * Small facts about values that the encoder asks for.
 */
import { types } from 'node:util'
import { formatPath, Refusal } from './refusal'

/**
 * Deeper data is refused. Node's clone calls itself for each level, and its reader gives up at about 1,900 of them in the main
 * thread; then nobody would know which call it was.
 */
export const DEPTH = 1000

/** What is said of it. */
export const TOO_DEEP = `data nested too deeply (${DEPTH} levels are the limit)`

/** Whether clone carries the value without looking into it. */
export function isPrimitive(value: unknown): boolean {
  const type = typeof value
  return type === 'object' ? value === null : type !== 'function' && type !== 'symbol'
}

/** What stands in the place of a field that cannot cross; `depth` keys lead to the field. */
export function wordsFor(error: unknown, depth: number): string {
  if (!(error instanceof Refusal) || error.holds === TOO_DEEP) return `[${TOO_DEEP}]`
  const inner = error.keys.slice(depth)
  return inner.length === 0
    ? `[${error.holds}]`
    : `[data with ${error.holds} at ${formatPath('', inner)}]`
}

/** Whether the stack was too small. */
export function isOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/.test(error.message)
}

/** A property of an object that is not enumerable. */
export function hiddenName(value: object): string {
  const shown = new Set(Object.keys(value))
  return Object.getOwnPropertyNames(value).find((name) => !shown.has(name)) as string
}

/** A Buffer's bytes: the whole memory where it is the Buffer's own, else a copy of the part (small ones share 8 KiB). */
export function bytesOf(value: Uint8Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = value
  if (!types.isArrayBuffer(buffer) || buffer.byteLength === byteLength)
    return new Uint8Array(buffer, byteOffset, byteLength)
  return Uint8Array.prototype.slice.call(value)
}
