/**
 * Shared values: sent to each worker once, and known by an id from then on.
 *
 * A shared value is marked, not wrapped: whoever holds it in the pool's thread holds the value itself, and so does every task. What
 * is sent is the value as it was when it was shared. The mark does not keep the value alive; when it is collected, workers
 * are told to forget theirs.
 */
import { workerThreads } from '../platform/threads'
import { setTimeout } from '../platform/timers'
import type { Encoded } from './format'
import { type SharedEntry, state } from './registry'

/** A result on its way may still speak of a value that was just collected: so long its copy is kept. */
const LATE_MS = 10_000

const collected = new FinalizationRegistry<string>((id) => {
  state.released++
  const entry = state.shares.get(id)
  if (entry !== undefined) entry.released = true
  setTimeout(() => state.shares.delete(id), LATE_MS).unref()
})

/** The mark of a value; undefined for one that was not shared. */
export function sharedEntry(value: object): SharedEntry | undefined {
  return state.sharing ? state.marks.get(value) : undefined
}

/** Whether an object is a shared value. */
export function isSharedValue(value: object): boolean {
  return state.sharing && state.marks.has(value)
}

/** Marks a value as shared; `encoded` is what will be sent. */
export function addShare(value: object, encoded: Encoded): void {
  // Unique in the process: a worker may share values of its own with workers of its own.
  const id = `${workerThreads().threadId}-${++state.lastShare}`
  const ref = new WeakRef(value)
  const entry: SharedEntry = {
    id,
    received: false,
    encoded,
    value: undefined,
    ref,
    released: false,
  }
  state.sharing = true
  state.shares.set(id, entry)
  state.marks.set(value, entry)
  collected.register(value, id)
}

/** Keeps what was sent until it is used. */
export function receiveShare(id: string, encoded: Encoded): void {
  state.sharing = true
  const held = { value: undefined, ref: undefined, released: false }
  state.shares.set(id, { id, received: true, encoded, ...held })
}

/** The value behind an id. */
export function sharedValue(id: string, decode: (encoded: Encoded) => unknown): unknown {
  const entry = state.shares.get(id)
  if (entry === undefined) throw new Error(`The shared value ${id} has been released`)
  const known = entry.value ?? entry.ref?.deref()
  if (known !== undefined) return known
  const value = decode(entry.encoded as Encoded) as object
  if (entry.received) {
    entry.value = value
    entry.encoded = undefined
    state.marks.set(value, entry)
  }
  return value
}

/** Lets go of a value that the pool's thread no longer has. */
export function forgetShare(id: string): void {
  const entry = state.shares.get(id)
  if (entry?.value !== undefined) state.marks.delete(entry.value)
  state.shares.delete(id)
}

/** Whether the value of an id is gone where it was shared. */
export function isReleased(id: string): boolean {
  return state.shares.get(id)?.released !== false
}

/** What is sent for an id. A value that was received is encoded anew for workers of this thread's own. */
export function encodedShare(
  id: string,
  encode: (value: unknown, options: { contentsOf: object | undefined }) => Encoded,
): Encoded | undefined {
  const entry = state.shares.get(id)
  if (entry === undefined) return undefined
  entry.encoded ??= structuredClone(encode(entry.value, { contentsOf: entry.value }))
  return entry.encoded
}
