/**
 * Which functions are quick: results may be held back while an item of such a one runs.
 *
 * Nobody waits for a function that may take long because another one was quick before it. So this is known function by function, and
 * of calls that travel together by the kind that their items are of.
 */
import type { AnyFunction } from './functions'

const { create } = Object
const { min } = Math

/** A function whose items took less is quick. */
export const QUICK_MS = 0.5

/**
 * So many items must have been quick. Until then each result is sent before the next item begins, which may never end, or
 * end the worker: what came before it must not be lost with it.
 */
const PROVEN = 16

/** More quick items prove no more: they are forgotten after three slow blocks in a row. */
const MOST_PROVEN = 1024

/** What is known of how long a function takes. */
export interface Proof {
  /** Items that were quick, since the last one that was not. */
  items: number
}

export class Proofs {
  /** How many items of a kind have been quick in a row. */
  readonly #kinds: Record<number, number> = create(null)
  readonly #functions = functions()

  /** What is known of a function. */
  of(fn: AnyFunction): Proof {
    const known = this.#functions.get(fn)
    if (known !== undefined) return known
    const proof = { items: 0 }
    this.#functions.set(fn, proof)
    return proof
  }

  /**
   * Whether items of a kind are known to be quick, or those of a function; without either they need no proof, as they are stored, and
   * nothing holds them.
   */
  quick(kind: number | undefined, proof: Proof | undefined): boolean {
    if (kind !== undefined) return (this.#kinds[kind] ?? 0) >= PROVEN
    return proof === undefined || proof.items >= PROVEN
  }

  /** A block of so many items was quick, or was not. */
  learn(
    kind: number | undefined,
    proof: Proof | undefined,
    wasQuick: boolean,
    count: number,
  ): void {
    if (kind === undefined) {
      if (proof !== undefined) proof.items = proven(proof.items, wasQuick, count)
    } else if (kind >= 0) this.#kinds[kind] = proven(this.#kinds[kind] ?? 0, wasQuick, count)
  }
}

/**
 * What is known of a function after a block. Threads are stopped for a moment now and then (by the pool's, which takes a CPU to read
 * results, say), so that one slow block says little. Were each result sent at once after it, the next would be stopped, too.
 */
function proven(items: number, wasQuick: boolean, count: number): number {
  return wasQuick ? min(MOST_PROVEN, items + count) : items >> 3
}

/** The methods of a map, taken before user code can replace them. */
function functions(): Pick<WeakMap<AnyFunction, Proof>, 'get' | 'set'> {
  const map = new WeakMap<AnyFunction, Proof>()
  return { get: map.get.bind(map), set: map.set.bind(map) }
}
