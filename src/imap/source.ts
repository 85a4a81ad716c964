/**
 * Where an iterator takes its items from: any iterable or async iterable, read in chunks.
 */

/** What one reading gave. */
export interface Portion {
  readonly items: readonly unknown[]
  /** Nothing more comes. */
  readonly ended: boolean
  /** What the source threw after these items. */
  readonly thrown?: { readonly error: unknown }
}

export interface Source {
  /** Up to `count` items. Never throws, never rejects. Not to be called while a reading is going on. */
  read(count: number): Portion | Promise<Portion>
  /** Tells the source that nobody reads on. What it throws at that is dropped. */
  close(): Promise<void>
}

/** The source behind what the user gave. Asking it for its iterator may throw, which is its first portion then. */
export function openSource(iterable: Iterable<unknown> | AsyncIterable<unknown>): Source {
  try {
    const open = (iterable as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator]
    if (typeof open === 'function') return new AsyncSource(open.call(iterable))
    return new SyncSource((iterable as Iterable<unknown>)[Symbol.iterator]())
  } catch (error) {
    return {
      read: () => ({ items: [], ended: true, thrown: { error } }),
      close: () => Promise.resolve(),
    }
  }
}

class SyncSource implements Source {
  readonly #iterator: Iterator<unknown>
  #open = true

  constructor(iterator: Iterator<unknown>) {
    this.#iterator = iterator
  }

  read(count: number): Portion {
    const items: unknown[] = []
    try {
      while (items.length < count) {
        const step = this.#iterator.next()
        if (step.done === true) {
          this.#open = false
          return { items, ended: true }
        }
        items.push(step.value)
      }
      return { items, ended: false }
    } catch (error) {
      this.#open = false
      return { items, ended: true, thrown: { error } }
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    try {
      this.#iterator.return?.()
    } catch {
      // Nobody reads on, so nobody is left to hear of it.
    }
  }
}

class AsyncSource implements Source {
  readonly #iterator: AsyncIterator<unknown>
  #open = true
  #reading = false

  constructor(iterator: AsyncIterator<unknown>) {
    this.#iterator = iterator
  }

  async read(count: number): Promise<Portion> {
    const items: unknown[] = []
    this.#reading = true
    try {
      while (items.length < count && this.#open) {
        const step = await this.#iterator.next()
        if (step.done === true) {
          this.#open = false
          return { items, ended: true }
        }
        items.push(step.value)
      }
      return { items, ended: false }
    } catch (error) {
      this.#open = false
      return { items, ended: true, thrown: { error } }
    } finally {
      this.#reading = false
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return
    this.#open = false
    try {
      const closed = this.#iterator.return?.()
      // A source that still waits for its next item would keep the one who stops waiting as well.
      if (!this.#reading) await closed
      else closed?.then(undefined, () => {})
    } catch {
      // As above.
    }
  }
}
