/**
 * Shared memory that typed arrays are copied into for one call after another. To ask the system for 8 MB and touch them takes 2 ms and
 * more, and V8 counts no shared memory as its own, so that what calls have left behind is not collected for long: a hundred calls over a
 * million numbers held 1.3 GB.
 *
 * It is kept weakly: who makes no more calls keeps nothing for longer than anything else that nobody needs. A call gives its memory back
 * only where surely no worker writes to it any more (job.ts).
 */

/** Less is not worth it: allocators keep small pieces themselves. */
const LEAST_BYTES = 1 << 16

/** Pieces that are remembered, and how much larger one may be than what is asked for. */
const KEPT = 8
const ROOM = 4

export class Scratch {
  #kept: WeakRef<SharedArrayBuffer>[] = []

  /** Memory of at least so many bytes; what stands in it is anybody's. */
  take(bytes: number): SharedArrayBuffer {
    if (bytes < LEAST_BYTES) return new SharedArrayBuffer(bytes)
    let best: SharedArrayBuffer | undefined
    let place = -1
    this.#kept.forEach((ref, i) => {
      const buffer = ref.deref()
      if (buffer === undefined || buffer.byteLength < bytes) return
      if (buffer.byteLength > ROOM * bytes) return
      if (best !== undefined && best.byteLength <= buffer.byteLength) return
      best = buffer
      place = i
    })
    if (best === undefined) return new SharedArrayBuffer(bytes)
    this.#kept.splice(place, 1)
    return best
  }

  /** Memory that nobody uses any more. */
  give(buffer: SharedArrayBuffer): void {
    if (buffer.byteLength < LEAST_BYTES) return
    this.#kept = this.#kept.filter((ref) => ref.deref() !== undefined)
    if (this.#kept.length === KEPT) this.#kept.shift()
    this.#kept.push(new WeakRef(buffer))
  }
}

/** What one call has taken. */
export class Loan {
  readonly #scratch: Scratch
  readonly #taken: SharedArrayBuffer[] = []

  constructor(scratch: Scratch) {
    this.#scratch = scratch
  }

  take(bytes: number): SharedArrayBuffer {
    const buffer = this.#scratch.take(bytes)
    this.#taken.push(buffer)
    return buffer
  }

  /** Gives all of it back. */
  end(): void {
    for (const buffer of this.#taken) this.#scratch.give(buffer)
    this.#taken.length = 0
  }
}

/** Memory for a call that cannot give it back. */
export const NO_LOAN: Pick<Loan, 'take' | 'end'> = {
  take: (bytes) => new SharedArrayBuffer(bytes),
  end() {},
}
