/**
 * The items and chunks that took longest. Workers tell of an item only when it took a tenth of a millisecond, so that the
 * telling is nothing beside it.
 */
import type { UserFunction } from '../call'
import { callText } from './text'

/** One item. */
export interface SlowItem {
  /** `map`, `applyAsync` … */
  readonly method: string
  /** The function's name; empty when it has none. */
  readonly function: string
  /** Place in the data. */
  readonly index: number
  readonly ms: number
}

/** A chunk: items that were timed together. */
export interface SlowChunk extends SlowItem {
  /** How many items there are, from `index` on. */
  readonly items: number
}

/** How many items are kept. */
const KEPT = 5

/** From so many milliseconds on an item is worth telling of. */
export const SLOW_MS = 0.1

/** What took its time. */
interface Work {
  readonly method: string
  readonly fn: UserFunction
}

export class Slowest {
  readonly #items: SlowItem[] = []
  #least = SLOW_MS
  #chunk: SlowChunk | undefined

  /** An item took `ms` milliseconds. */
  item({ method, fn }: Work, index: number, ms: number): void {
    if (ms < this.#least) return
    const kept = this.#items
    const at = kept.findIndex((other) => other.ms < ms)
    kept.splice(at === -1 ? kept.length : at, 0, { method, function: nameOf(fn), index, ms })
    if (kept.length > KEPT) kept.pop()
    if (kept.length === KEPT) this.#least = kept[KEPT - 1]?.ms ?? SLOW_MS
  }

  /** Items from `index` on took `ms` milliseconds together. */
  chunk({ method, fn }: Work, index: number, items: number, ms: number): void {
    if (items > 0 && ms > (this.#chunk?.ms ?? 0))
      this.#chunk = { method, function: nameOf(fn), index, items, ms }
  }

  /** Slowest first. */
  get items(): readonly SlowItem[] {
    return [...this.#items]
  }

  /** The slowest chunk. */
  get slowestChunk(): SlowChunk | undefined {
    return this.#chunk
  }
}

/** The name of a function, whatever has become of its `name`. */
export function nameOf(fn: UserFunction): string {
  const own = Object.getOwnPropertyDescriptor(fn, 'name')
  return typeof own?.value === 'string' ? own.value : ''
}

/** A call as messages name it: `map(render)`, or `map` for a function without a name. */
export function calledAs(method: string, fn: UserFunction): string {
  return callText(method, nameOf(fn))
}
