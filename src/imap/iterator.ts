/**
 * What `imap` and `imapUnordered` give back.
 */
import { milliseconds } from '../options'
import type { Stream } from './stream'

/** An iterator that nobody can reach any more stops its stream. */
const abandoned = new FinalizationRegistry<Stream>((stream) => stream.abandon(undefined))

/**
 * Results one by one: for `for await`, or by hand with {@link next}.
 *
 * An item that failed rejects at its place; asking on gives the results after it. Leaving a `for await` loop stops what
 * still runs and closes the source.
 *
 * @example
 * ```ts
 * for await (const page of pool.imap(render, urls, { bufferSize: 8 })) {
 *   if (page.includes('needle')) break
 * }
 * ```
 */
export class ImapIterator<T> implements AsyncIterableIterator<T, undefined> {
  readonly #stream: Stream

  /** Pools make these. @internal */
  constructor(stream: Stream) {
    this.#stream = stream
    abandoned.register(this, stream)
  }

  /**
   * The next result.
   *
   * @param timeoutMs - how long to wait for it; it stays for the next call. @default no limit
   * @throws {ERR_NUMPOOL_TIMEOUT} when it took longer
   * @throws what the item, or the source at this place, failed with
   */
  next(timeoutMs?: number): Promise<IteratorResult<T, undefined>> {
    const limit = timeoutMs === undefined ? undefined : milliseconds(timeoutMs, 'timeoutMs')
    return this.#wait(limit)
  }

  async #wait(limit: number | undefined): Promise<IteratorResult<T, undefined>> {
    const result = await this.#stream.next(limit)
    // Used after waiting, so that this iterator does not count as abandoned while somebody waits.
    return this.#typed(result)
  }

  #typed(result: IteratorResult<unknown, undefined>): IteratorResult<T, undefined> {
    return result as IteratorResult<T, undefined>
  }

  /**
   * Stops what runs, and closes the source.
   *
   * @throws what the source throws when it is closed
   */
  async return(): Promise<IteratorReturnResult<undefined>> {
    await this.#stream.stop(undefined)
    return { done: true, value: undefined }
  }

  /** As {@link return}, and rejects with `error`. */
  async throw(error?: unknown): Promise<IteratorReturnResult<undefined>> {
    await this.#stream.stop(undefined).catch(() => {})
    throw error
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stream.stop(undefined)
  }

  get [Symbol.toStringTag](): string {
    return 'ImapIterator'
  }
}
