/**
 * The items and chunks that took longest. Workers tell of an item only when it took a tenth of a millisecond, so that the
 * telling is nothing beside it.
 */
import type { UserFunction } from '../call'

/** One item, or a chunk of which only the whole was timed. */
export interface SlowItem {
  /** `map`, `applyAsync` … */
  readonly method: string
  /** The function's name; empty when it has none. */
  readonly function: string
  /** Place in the data. */
  readonly index: number
  /** How many items from there on the time is for: 1 unless only the chunk was timed. */
  readonly items: number
  readonly ms: number
}

/** What is kept. */
const KEPT = 5

/** From so many milliseconds on an item is worth telling of. */
export const SLOW_MS = 0.1

export class Slowest {
  /** Slowest first. */
  readonly #items: SlowItem[] = []
  #least = SLOW_MS

  /** Something took `ms` milliseconds. */
  note(
    { method, fn }: { readonly method: string; readonly fn: UserFunction },
    index: number,
    items: number,
    ms: number,
  ): void {
    if (ms < this.#least) return
    const kept = this.#items
    const at = kept.findIndex((other) => other.ms < ms)
    const item = { method, function: nameOf(fn), index, items, ms }
    kept.splice(at === -1 ? kept.length : at, 0, item)
    if (kept.length > KEPT) kept.pop()
    if (kept.length === KEPT) this.#least = kept[KEPT - 1]?.ms ?? SLOW_MS
  }

  /** Slowest first. */
  get items(): readonly SlowItem[] {
    return [...this.#items]
  }
}

/** The name of a function, whatever has become of its `name`. */
export function nameOf(fn: UserFunction): string {
  const own = Object.getOwnPropertyDescriptor(fn, 'name')
  return typeof own?.value === 'string' ? own.value : ''
}
