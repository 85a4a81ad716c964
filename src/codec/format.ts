/**
 * What an encoded value looks like on its way.
 *
 * Structured clone does most of the work: plain data is sent untouched. A message that holds something that clone would
 * lose (a Buffer's class, an error's fields, a null prototype) carries a copy of the data with gaps, and says beside it
 * what belongs into each gap. Clone keeps identity within a message, so a gap is named by its container and key and
 * nobody has to walk the data on arrival.
 */

/** A clone-safe value. Without `extras`, `value` is the value itself; with them, `value` is a holder of one element. */
export interface Encoded {
  readonly value: unknown
  readonly extras?: Extras
  /** Ids of the shared values that it refers to: the receiver must have them. */
  readonly needs?: readonly string[]
  /** Set where `value` is a list of joined strings (strings.ts), or lists of which some are. */
  readonly joined?: 'list' | 'lists'
}

/** What clone cannot say. */
export interface Extras {
  readonly specials: readonly Special[]
  /** `container[key]` is special number `special`. Flat triples: container, key, special. */
  readonly fixes: readonly unknown[]
  /** Changes to clones that arrive almost right. */
  readonly patches: readonly Patch[]
}

/** Own properties, flat: key, value, whether enumerable, … */
export type OwnProperties = readonly unknown[]

/** A value that is made anew on arrival. */
export type Special =
  | { readonly kind: 'buffer'; readonly view: Uint8Array }
  | { readonly kind: 'url'; readonly href: string }
  | { readonly kind: 'params'; readonly text: string }
  | { readonly kind: 'symbol'; readonly key: string; readonly wellKnown: boolean }
  /** `entries`: key, value, key, value … `as`: the registered subclass. */
  | {
      readonly kind: 'map' | 'set'
      readonly entries: readonly unknown[]
      readonly as?: string
      readonly own?: OwnProperties
    }
  | { readonly kind: 'error'; readonly type: ErrorType; readonly own: OwnProperties }
  | {
      readonly kind: 'dom-exception'
      readonly message: string
      readonly name: string
      readonly own: OwnProperties
    }
  /** A shared value. */
  | { readonly kind: 'shared'; readonly id: string }
  /** An instance of a registered class with a codec; `data` holds one element. Numbered after all that its data holds. */
  | { readonly kind: 'instance'; readonly name: string; readonly data: readonly unknown[] }
  /** Something that the caller of encode named and the caller of decode knows. */
  | { readonly kind: 'reference'; readonly reference: unknown }

/** The class of an error: one that every thread has, or a registered one. */
export type ErrorType = string | { readonly registered: string }

/** A change to an object that was cloned. */
export type Patch =
  | { readonly target: object; readonly lastIndex: number }
  | { readonly target: object; readonly nullPrototype: true }
  /** It is an instance of a registered class, with properties that clone has dropped. */
  | { readonly target: object; readonly as: string; readonly own: OwnProperties }

/** What a `reference` reader answers when the value can be had only after everything else was put in place. */
export const LATER: unique symbol = Symbol('numpool.later')
