/**
 * What the pool has sent ahead: classes and shared values. Both are made when they are first needed.
 */
import {
  addClass,
  decode,
  forgetShare,
  type Registration,
  receiveShare,
  sendToPool,
  setClassBorder,
  state,
} from '../../../codec'
import type { ClassMessage, SupplyMessage } from '../protocol'
import type { FunctionMaker } from './functions'
import { loadModules } from './modules'

/** What the function of a class message answers. */
interface Definition {
  readonly Class: Registration['Class']
  readonly functions: Registration['codec']
}

export class Supplies {
  readonly #maker: FunctionMaker
  /** Names that the pool's thread knows: results may be instances of these. */
  readonly #announced = new Set<string>()
  /** Why the module of a class could not be imported. */
  readonly #failed = new Map<string, unknown>()

  constructor(maker: FunctionMaker) {
    this.#maker = maker
    sendToPool()
    setClassBorder({
      obstacle: ({ name }) =>
        this.#announced.has(name)
          ? undefined
          : new TypeError(
              "it is registered in this worker only; register it in the pool's thread, too",
            ),
      find: (name, Class) => (Class === undefined ? this.#find(name) : this.#findAll(name)),
    })
  }

  /** Takes a message; while modules of its classes are being imported, others have to wait. */
  take({ classes, shares, forget }: SupplyMessage): Promise<unknown> | undefined {
    const waits: Promise<unknown>[] = []
    for (const message of classes) {
      const { name, fn } = message
      if (this.#announced.has(name)) continue
      this.#announced.add(name)
      state.parcels.set(name, message)
      // Pools of this thread have something to pass on.
      state.version++
      const loading = loadModules(fn?.body?.parts)
      if (loading !== undefined)
        waits.push(loading.catch((error: unknown) => this.#failed.set(name, error)))
    }
    for (const [id, encoded] of shares) receiveShare(id, encoded)
    for (const id of forget) forgetShare(id)
    return waits.length === 0 ? undefined : Promise.all(waits)
  }

  /** Makes the classes that an instance of a class called `name` may be one of: modules' classes have the module before it. */
  #findAll(name: string): undefined {
    for (const known of state.parcels.keys())
      if (known === name || known.endsWith(`#${name}`)) this.#find(known)
  }

  /** Makes the class, unless a module here has registered it itself. */
  #find(name: string): Registration | undefined {
    const known = state.classes.get(name)
    const parcel = state.parcels.get(name) as ClassMessage | undefined
    if (known !== undefined || parcel === undefined) return known
    if (parcel.error !== undefined) throw decode(parcel.error)
    if (this.#failed.has(name)) throw this.#failed.get(name)
    const make = this.#maker.make(parcel.fn as NonNullable<ClassMessage['fn']>)
    const { Class, functions } = make() as Definition
    // Importing its module may have registered it.
    const own = state.classes.get(name)
    if (own?.Class === Class) return own
    const registration: Registration = { name, Class, codec: functions }
    addClass(registration)
    return registration
  }
}
