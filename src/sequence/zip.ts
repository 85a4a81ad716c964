/**
 * Python's `zip` and `enumerate`: rows made of several sequences when they are read. The engines take the sequences
 * themselves, as columns, and make no rows.
 */
import { isGone, isTypedArray } from '../dtype'
import { detachedInput, invalidArgType } from '../errors'
import { Range, wholeNumber } from './range'

/** The element types of several iterables, as a tuple. */
export type Row<Parts extends readonly Iterable<unknown>[]> = {
  -readonly [K in keyof Parts]: Parts[K] extends Iterable<infer T> ? T : never
}

/** Rows over several sequences. Made by {@link zip} and {@link enumerate}. */
export class Zip<T extends readonly unknown[]> implements Iterable<T> {
  /** The sequences, in order. */
  readonly parts: readonly Iterable<unknown>[]

  /** @internal */
  constructor(parts: readonly Iterable<unknown>[]) {
    this.parts = parts
  }

  *[Symbol.iterator](): Generator<T, undefined> {
    const open: Iterator<unknown>[] = []
    const ended = new Set<Iterator<unknown>>()
    try {
      for (const [i, part] of this.parts.entries()) {
        // Its own iterator would only say that it is detached, without a code.
        if (isTypedArray(part) && isGone(part)) throw detachedInput(`Part ${i + 1} of the zip`)
        open.push(part[Symbol.iterator]())
      }
      while (open.length > 0) {
        const row: unknown[] = []
        for (const iterator of open) {
          // Python's rule: the first that ends, ends all; what earlier ones gave for this row is dropped. One that
          // throws has ended too: it must not be closed after that.
          ended.add(iterator)
          const step = iterator.next()
          if (step.done === true) return undefined
          ended.delete(iterator)
          row.push(step.value)
        }
        yield row as unknown as T
      }
      return undefined
    } finally {
      for (const iterator of open) if (!ended.has(iterator)) iterator.return?.()
    }
  }

  get [Symbol.toStringTag](): string {
    return 'Zip'
  }
}

/**
 * Rows of the first elements, the second elements, … of several iterables; ends with the shortest. Lazy: nothing is
 * read before somebody reads the rows. Typed arrays, arrays and ranges are read as columns, without making rows.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} for what is not iterable
 * @example
 * ```ts
 * await pool.starmap((x, y) => Math.hypot(x, y), zip(xs, ys))
 * ```
 */
export function zip<Parts extends readonly Iterable<unknown>[]>(
  ...iterables: Parts
): Zip<Row<Parts>> {
  for (const [i, part] of iterables.entries()) assertIterable(`argument ${i + 1} of zip`, part)
  return new Zip(iterables)
}

/**
 * Pairs of a counter and an element.
 *
 * @param start - the first count, @default 0
 * @throws {ERR_NUMPOOL_INVALID_ARG} for what is not iterable, and unless `start` is a safe integer
 * @example
 * ```ts
 * await pool.starmap((i, name) => `${i}: ${name}`, enumerate(names, 1))
 * ```
 */
export function enumerate<T>(iterable: Iterable<T>, start = 0): Zip<[number, T]> {
  assertIterable('iterable', iterable)
  wholeNumber('start', start)
  const most = Number.MAX_SAFE_INTEGER
  return new Zip([new Range(start || 0, most, 1, start > 0 ? most - start : most), iterable])
}

/** Throws unless `value` can be read with `for … of`. Strings can. */
export function assertIterable(name: string, value: unknown): asserts value is Iterable<unknown> {
  if (isIterable(value)) return
  const async = typeof (value as Partial<AsyncIterable<unknown>> | null)?.[Symbol.asyncIterator]
  const hint = async === 'function' ? ' (imap and imapUnordered take async iterables)' : ''
  throw invalidArgType(name, `an iterable: an array, a typed array, range(n), …${hint}`, value)
}

/** Whether `value` can be read with `for … of`. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return (
    typeof (value as Partial<Iterable<unknown>> | null | undefined)?.[Symbol.iterator] ===
    'function'
  )
}
