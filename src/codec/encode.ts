/**
 * Encoding: the value itself where clone suffices, else a copy with gaps (format.ts), else a Refusal with the path.
 */
import { ThrownValueError } from '../errors'
import { Encoder } from './encoder'
import type { Encoded } from './format'
import { holds } from './kinds'
import { isPlain } from './plain'
import { type Key, Refusal } from './refusal'

/** How a value is encoded. */
export interface EncodeOptions {
  /**
   * Asked about every function and object before the codec looks at it: a clone-safe reference makes the codec send
   * that instead; undefined leaves the value to the codec.
   */
  readonly reference?: (value: object, keys: readonly Key[]) => unknown
  /** Looks at everything, because clone has refused what had passed the cheap look. */
  readonly careful?: boolean
  /** Whether the value is sent once, so that things may be moved with it (`transferList`). */
  readonly moves?: boolean
  /** A shared value whose contents are wanted, not a word for it. */
  readonly contentsOf?: object | undefined
}

/**
 * Encodes a value.
 *
 * @throws {Refusal} when something in it cannot cross as itself
 */
export function encode(value: unknown, options: EncodeOptions = {}): Encoded {
  if (options.careful !== true && isPlain(value)) return { value }
  return new Encoder(options).finish(value)
}

/**
 * Encodes what a task threw. Never refuses: an error keeps its nearest class that both threads know, and a field that cannot
 * cross becomes the words for it; a thrown value that is no error and cannot cross becomes an error that says so.
 */
export function encodeThrown(thrown: unknown): Encoded {
  try {
    return new Encoder({}, true).finish(thrown)
  } catch (error) {
    const what = error instanceof Refusal ? error.holds : holds(thrown)
    return new Encoder({}, true).finish(new ThrownValueError(what))
  }
}
