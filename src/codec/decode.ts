/**
 * Decoding: fills the gaps of a value that has arrived (format.ts).
 */
import { defineData } from '../define-data'
import { adopt, classNamed } from './classes'
import { makeError } from './errors'
import { type Encoded, LATER, type OwnProperties, type Patch, type Special } from './format'
import { bringHome, isForeign } from './realm'
import { sharedValue } from './shares'
import { type JoinedStrings, listOfJoined } from './strings'

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
  if (isForeign) bringHome(encoded)
  const { value } = encoded
  // What clone has made has Object.prototype, on which anybody may have put anything.
  const extras = Object.hasOwn(encoded, 'extras') ? encoded.extras : undefined
  if (extras === undefined) return Object.hasOwn(encoded, 'joined') ? cut(encoded) : value
  const { fixes, specials } = extras
  const made = specials.map((special) => shell(special, options))
  for (const patch of extras.patches) change(patch)
  const pending: Pending[] = []
  const instances = new Map<number, [container: object, key: PropertyKey][]>()
  for (let i = 0; i < fixes.length; i += 3) {
    const container = fixes[i] as object
    const key = fixes[i + 1] as PropertyKey
    const number = fixes[i + 2] as number
    const special = specials[number] as Special
    if (special.kind === 'instance') {
      const gaps = instances.get(number)
      if (gaps === undefined) instances.set(number, [[container, key]])
      else gaps.push([container, key])
    } else if (made[number] === LATER && special.kind === 'reference') {
      const put = (member: unknown): void => defineData(container, key, member, true)
      pending.push({ reference: special.reference, container, put })
    } else defineData(container, key, made[number], true)
  }
  if (instances.size > 0) makeInstances(specials, made, instances)
  fillAll(specials, made, 0, specials.length)
  for (const patch of extras.patches) if (isInstance(patch)) defineAll(patch.target, patch.own)
  if (pending.length > 0) {
    options.later?.(pending, (value as unknown[])[0])
    // Collections were filled before the late values were there.
    fillAll(specials, made, 0, specials.length)
  }
  return (value as unknown[])[0]
}

/** What held joined strings, as it was. */
function cut({ value, joined }: Encoded): unknown {
  if (joined === 'list') return listOfJoined(value as JoinedStrings)
  const lists: unknown[] = []
  const sent = value as readonly (readonly unknown[] | JoinedStrings)[]
  for (let i = 0; i < sent.length; i++) {
    const list = sent[i] as readonly unknown[] | JoinedStrings
    lists[i] = Array.isArray(list) ? list : listOfJoined(list as JoinedStrings)
  }
  return lists
}

/** Lets codecs make their instances. In the order of their numbers: what is inside an instance's data comes before it. */
function makeInstances(
  specials: readonly Special[],
  made: unknown[],
  instances: ReadonlyMap<number, readonly [object, PropertyKey][]>,
): void {
  /** Collections and errors, by the lists that they are filled from. */
  const owners = new Map<object, number>()
  for (const [number, special] of specials.entries())
    if (special.kind === 'map' || special.kind === 'set') owners.set(special.entries, number)
    else if (special.kind === 'error') owners.set(special.own, number)
  const stale = new Set<number>()
  let filled = 0
  for (const [number, special] of specials.entries()) {
    if (special.kind !== 'instance') continue
    fillAll(specials, made, filled, number)
    filled = number
    for (const owner of stale) fill(specials[owner] as Special, made[owner])
    stale.clear()
    const { codec, Class } = classNamed(special.name)
    if (codec === undefined) throw new TypeError(`The class ${special.name} has no codec here`)
    made[number] = codec.decode(special.data[0] as never, Class as never)
    for (const [container, key] of instances.get(number) ?? []) {
      defineData(container, key, made[number], true)
      const owner = owners.get(container)
      if (owner !== undefined && owner < filled) stale.add(owner)
    }
  }
}

function isInstance(patch: Patch): patch is Extract<Patch, { readonly as: string }> {
  return Object.hasOwn(patch, 'as')
}

function change(patch: Patch): void {
  if (isInstance(patch)) adopt(patch.target, classNamed(patch.as).Class)
  else if (Object.hasOwn(patch, 'nullPrototype')) Object.setPrototypeOf(patch.target, null)
  else (patch.target as RegExp).lastIndex = (patch as { readonly lastIndex: number }).lastIndex
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
    case 'set': {
      const made = special.kind === 'map' ? new Map() : new Set()
      if (Object.hasOwn(special, 'as')) adopt(made, classNamed(special.as as string).Class)
      return made
    }
    case 'error':
      return makeError(special.type)
    case 'dom-exception':
      return new DOMException(special.message, special.name)
    case 'shared':
      return sharedValue(special.id, decode)
    case 'instance':
      return undefined
    case 'reference':
      return options.reference?.(special.reference)
  }
}

function fillAll(
  specials: readonly Special[],
  made: readonly unknown[],
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) fill(specials[i] as Special, made[i])
}

const { apply } = Reflect
const { clear: clearMap, set: setInMap } = Map.prototype
const { clear: clearSet, add: addToSet } = Set.prototype

/** A subclass may have methods of its own for what is done here: they are not called. */
function fill(special: Special, made: unknown): void {
  if (special.kind === 'map') {
    const { entries } = special
    apply(clearMap, made, [])
    for (let i = 0; i < entries.length; i += 2) apply(setInMap, made, [entries[i], entries[i + 1]])
  } else if (special.kind === 'set') {
    apply(clearSet, made, [])
    for (const element of special.entries) apply(addToSet, made, [element])
  } else if (special.kind === 'error' || special.kind === 'dom-exception') {
    const { own } = special
    defineAll(made as object, own)
    if (special.kind === 'error' && !own.some((key, i) => i % 3 === 0 && key === 'stack'))
      defineData(made as object, 'stack', undefined, false)
    return
  } else return
  if (Object.hasOwn(special, 'own')) defineAll(made as object, special.own as OwnProperties)
}

function defineAll(object: object, own: OwnProperties): void {
  for (let i = 0; i < own.length; i += 3)
    defineData(object, own[i] as string, own[i + 1], own[i + 2] as boolean)
}
