/**
 * Where an iterator takes its items from: any iterable or async iterable.
 */
import { isGone, isTypedArray } from '../dtype'
import { detachedInput } from '../errors'
import { now } from '../platform/clock'
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from '../platform/timers'

/** What one reading gave. */
export interface Portion {
  readonly items: readonly unknown[]
  /** Nothing more comes. */
  readonly ended: boolean
  /** What the source threw after these items. */
  readonly thrown?: { readonly error: unknown }
}

export interface Source {
  /**
   * Up to `count` items; fewer, in whole chunks, where the source is slow. Never throws, never rejects. Not to be called while
   * a reading is going on.
   */
  read(count: number, chunk: number): Portion | Promise<Portion>
  /** Tells the source that nobody reads on; rejects with what it throws at that. */
  close(): Promise<void>
}

/** A source that gives its items at once holds the event loop for no longer than about this. */
const SLICE_MS = 4

/** A source that is waiting for its next item gets so long to be closed while somebody waits for that. */
const PATIENCE_MS = 200

/** The source behind what the user gave. Asking it for its iterator may throw, which is its first portion then. */
export function openSource(iterable: Iterable<unknown> | AsyncIterable<unknown>): Source {
  try {
    const open = (iterable as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator]
    if (typeof open === 'function') return new AsyncSource(open.call(iterable))
    return new SyncSource(iterable as Iterable<unknown>)
  } catch (error) {
    return {
      read: () => ({ items: [], ended: true, thrown: { error: named(error, iterable) } }),
      close: () => Promise.resolve(),
    }
  }
}

/** The error for lost memory, where that is what an array's iterator threw about. */
function named(error: unknown, iterable: unknown): unknown {
  return isTypedArray(iterable) && isGone(iterable) ? detachedInput('The iterable') : error
}

/** What an iterator's `next` gave, refused where `for … of` refuses it. */
function stepOf<T>(step: IteratorResult<T>): IteratorResult<T> {
  if (typeof step === 'object' ? step !== null : typeof step === 'function') return step
  throw new TypeError(`Iterator result ${String(step)} is not an object`)
}

class SyncSource implements Source {
  readonly #iterable: Iterable<unknown>
  readonly #iterator: Iterator<unknown>
  #open = true

  constructor(iterable: Iterable<unknown>) {
    this.#iterable = iterable
    this.#iterator = iterable[Symbol.iterator]()
  }

  read(count: number, chunk: number): Portion {
    const items: unknown[] = []
    const end = now() + SLICE_MS
    try {
      while (items.length < count) {
        const step = stepOf(this.#iterator.next())
        if (step.done === true) {
          this.#open = false
          return { items, ended: true }
        }
        items.push(step.value)
        if (items.length % chunk === 0 && now() > end) break
      }
      return { items, ended: false }
    } catch (error) {
      this.#open = false
      return { items, ended: true, thrown: { error: named(error, this.#iterable) } }
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    this.#iterator.return?.()
  }
}

class AsyncSource implements Source {
  readonly #iterator: AsyncIterator<unknown>
  #open = true
  /** Whether a `next()` of the source is pending. */
  #asking = false
  /** Read and not yet given on. */
  #items: unknown[] = []
  /** How many items there may be. */
  #wanted = 0
  #chunk = 1
  #thrown: { readonly error: unknown } | undefined
  #give: ((portion: Portion) => void) | undefined
  #giving: NodeJS.Immediate | undefined

  constructor(iterator: AsyncIterator<unknown>) {
    this.#iterator = iterator
  }

  /** What comes within one turn of the event loop goes together; nothing waits for an item that takes longer. */
  read(count: number, chunk: number): Promise<Portion> {
    this.#wanted = count
    this.#chunk = chunk
    return new Promise((resolve) => {
      this.#give = resolve
      if (!this.#open || this.#items.length >= count) this.#pass()
      else {
        this.#passSoon()
        void this.#ask()
      }
    })
  }

  async #ask(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      while (this.#open && this.#items.length < this.#wanted) {
        const step = stepOf(await this.#iterator.next())
        if (step.done === true) {
          this.#open = false
          break
        }
        this.#items.push(step.value)
        this.#passSoon()
      }
    } catch (error) {
      this.#open = false
      this.#thrown = { error }
    }
    this.#asking = false
    this.#pass()
  }

  #passSoon(): void {
    if (this.#items.length >= this.#chunk) this.#giving ??= setImmediate(() => this.#pass())
  }

  /** Gives on whole chunks, and at the end all there is. */
  #pass(): void {
    clearImmediate(this.#giving)
    this.#giving = undefined
    const give = this.#give
    if (give === undefined) return
    const ended = !this.#open
    const count = ended
      ? this.#items.length
      : this.#items.length - (this.#items.length % this.#chunk)
    if (count === 0 && !ended) return
    this.#give = undefined
    this.#wanted -= count
    const items = this.#items.splice(0, count)
    give(this.#thrown === undefined ? { items, ended } : { items, ended, thrown: this.#thrown })
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    const closed = this.#iterator.return?.()
    if (!this.#asking || closed === undefined) {
      await closed
      return
    }
    // A generator that waits for its next item cannot be closed before that comes, which may be never.
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(resolve, PATIENCE_MS)
      const fail = (error: unknown): void => {
        clearTimeout(timer)
        reject(error)
      }
      const end = (): void => {
        clearTimeout(timer)
        resolve()
      }
      Promise.resolve(closed).then(end, fail)
    })
  }
}
