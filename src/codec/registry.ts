/**
 * What a thread knows of classes that cross as themselves and of values that are shared.
 *
 * It stands on the global object under a registered symbol: several copies of the package may be loaded in a thread (a worker
 * has its own beside the one that the user's modules import), and a class registered with one of them must be known to all.
 */
import type { Encoded } from './format'

/** Any class. */
export type AnyClass = abstract new (...args: never[]) => object

/** A class whose instances cross as instances. */
export interface Registration {
  /** Both threads know the class by its name. */
  readonly name: string
  readonly Class: AnyClass
  /** Without a codec an instance is its own fields and its prototype. */
  readonly codec: ClassCodec | undefined
}

/** How instances are taken apart and made again. */
export interface ClassCodec {
  readonly encode: (instance: never) => unknown
  readonly decode: (data: never, Class: never) => unknown
}

/** A shared value, in the thread that shared it or in one that received it. */
export interface SharedEntry {
  readonly id: string
  /** Whether it came from the pool's thread, so that a result may refer to it. */
  readonly received: boolean
  /** What is sent: the value as it was. In a worker, until it is first used. */
  encoded: Encoded | undefined
  /** The value: held weakly where it was shared, strongly where it was received. */
  value: object | undefined
  readonly ref: WeakRef<object> | undefined
  /** Whether the value is gone where it was shared. */
  released: boolean
}

interface State {
  readonly classes: Map<string, Registration>
  readonly byPrototype: WeakMap<object, Registration>
  /** In a worker: classes that were announced and not yet needed, as they came. */
  readonly parcels: Map<string, unknown>
  /** Grows with each registration. */
  version: number
  /** Whether anything was ever shared here: until then nobody looks. */
  sharing: boolean
  readonly shares: Map<string, SharedEntry>
  readonly marks: WeakMap<object, SharedEntry>
  /** Grows with each shared value that is gone. */
  released: number
  lastShare: number
  /** Whether a value was ever moved here. */
  moving: boolean
}

const KEY = Symbol.for('numpool.codec.1')

function newState(): State {
  return {
    classes: new Map(),
    byPrototype: new WeakMap(),
    parcels: new Map(),
    version: 0,
    sharing: false,
    shares: new Map(),
    marks: new WeakMap(),
    released: 0,
    lastShare: 0,
    moving: false,
  }
}

const world = globalThis as { [KEY]?: State }
if (world[KEY] === undefined)
  Object.defineProperty(world, KEY, { __proto__: null, value: newState() } as PropertyDescriptor)

/** The one state of this thread. */
export const state: State = world[KEY] as State
