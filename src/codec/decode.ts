/**
 * Decoding: fills the gaps of a value that has arrived (format.ts).
 */

import { defineData } from '../define-data'
import { makeError } from './errors'
import { type Encoded, LATER, type Special } from './format'

/** How a value is decoded. */
export interface DecodeOptions {
  /** The value that a reference stands for, or {@link LATER}. */
  readonly reference?: (reference: unknown) => unknown
  /** Makes what {@link LATER} was answered for, and puts it in place; everything else of `value` is in place by then. */
  readonly later?: (pending: readonly Pending[], value: unknown) => void
}

/** A gap whose value comes last. */
export interface Pending {
  readonly reference: unknown
  /** The object that has the gap. */
  readonly container: object
  readonly put: (value: unknown) => void
}

/** The value that was encoded. */
export function decode(encoded: Encoded, options: DecodeOptions = {}): unknown {
  const { value } = encoded
  // What clone has made has Object.prototype, on which anybody may have put anything.
  const extras = Object.hasOwn(encoded, 'extras') ? encoded.extras : undefined
  if (extras === undefined) return value
  const made = extras.specials.map((special) => shell(special, options))
  for (const patch of extras.patches) {
    if ('lastIndex' in patch) (patch.target as RegExp).lastIndex = patch.lastIndex
    else Object.setPrototypeOf(patch.target, null)
  }
  const { fixes } = extras
  const pending: Pending[] = []
  for (let i = 0; i < fixes.length; i += 3) {
    const container = fixes[i] as object
    const key = fixes[i + 1] as PropertyKey
    const number = fixes[i + 2] as number
    const put = (member: unknown): void => defineData(container, key, member, true)
    const special = extras.specials[number] as Special
    if (made[number] === LATER && special.kind === 'reference')
      pending.push({ reference: special.reference, container, put })
    else put(made[number])
  }
  fillAll(extras.specials, made)
  if (pending.length > 0) {
    options.later?.(pending, (value as unknown[])[0])
    // Collections were filled before the late values were there.
    fillAll(extras.specials, made)
  }
  return (value as unknown[])[0]
}

/** The object for a special, its contents still missing. */
function shell(special: Special, options: DecodeOptions): unknown {
  switch (special.kind) {
    case 'buffer': {
      const { buffer, byteOffset, byteLength } = special.view
      return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength)
    }
    case 'url':
      return new URL(special.href)
    case 'params':
      return new URLSearchParams(special.text)
    case 'symbol':
      return special.wellKnown
        ? (Symbol as unknown as Record<string, unknown>)[special.key]
        : Symbol.for(special.key)
    case 'map':
      return new Map()
    case 'set':
      return new Set()
    case 'error':
      return makeError(special.type)
    case 'dom-exception':
      return new DOMException(special.message, special.name)
    case 'reference':
      return options.reference?.(special.reference)
  }
}

function fillAll(specials: readonly Special[], made: readonly unknown[]): void {
  for (const [i, special] of specials.entries()) fill(special, made[i])
}

function fill(special: Special, made: unknown): void {
  if (special.kind === 'map') {
    const { entries } = special
    ;(made as Map<unknown, unknown>).clear()
    for (let i = 0; i < entries.length; i += 2)
      (made as Map<unknown, unknown>).set(entries[i], entries[i + 1])
  } else if (special.kind === 'set') {
    ;(made as Set<unknown>).clear()
    for (const element of special.entries) (made as Set<unknown>).add(element)
  } else if (special.kind === 'error' || special.kind === 'dom-exception') {
    const { own } = special
    for (let i = 0; i < own.length; i += 3)
      defineData(made as object, own[i] as string, own[i + 1], own[i + 2] as boolean)
    if (special.kind === 'error' && !own.some((key, i) => i % 3 === 0 && key === 'stack'))
      defineData(made as object, 'stack', undefined, false)
  }
}
