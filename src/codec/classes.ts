/**
 * Registered classes as the codec sees them: which one an object is an instance of, and which one a name means.
 */
import { type AnyClass, type Registration, state } from './registry'

/** What the two halves know of classes beyond the registry; set by the half that is running. */
export interface ClassBorder {
  /** Why instances of a registered class cannot be sent from here; undefined when they can. */
  obstacle(registration: Registration): Error | undefined
  /**
   * The class of a name that was announced but not yet made here.
   *
   * @param Class - what an instance says its class is
   */
  find(name: string, Class?: AnyClass): Registration | undefined
}

const NO_BORDER: ClassBorder = { obstacle: () => undefined, find: () => undefined }
let border = NO_BORDER

/** Tells this copy of the codec about the other side. */
export function setClassBorder(to: ClassBorder): void {
  border = to
}

/** Adds a class to those of the thread. */
export function addClass(registration: Registration): void {
  state.classes.set(registration.name, registration)
  state.byPrototype.set(registration.Class.prototype as object, registration)
  state.version++
}

/** The registration that a direct instance of a class has; undefined for any other object. No proxies. */
export function registrationOf(value: object): Registration | undefined {
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype === null) return undefined
  const known = state.byPrototype.get(prototype)
  if (known !== undefined) return known
  if (border === NO_BORDER) return undefined
  const maker: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value
  if (typeof maker !== 'function') return undefined
  try {
    border.find(maker.name, maker as unknown as AnyClass)
  } catch {
    // The class cannot be made here; then this is another one.
  }
  return state.byPrototype.get(prototype)
}

/** The name of a registered class; undefined for anything else. */
export function registeredName(value: object): string | undefined {
  if (state.version === 0 || typeof value !== 'function') return undefined
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value
  if (typeof prototype !== 'object' || prototype === null) return undefined
  const found = state.byPrototype.get(prototype)
  return found?.Class === (value as unknown) ? found?.name : undefined
}

/** Why instances of this class cannot leave the thread. */
export function classObstacle(registration: Registration): Error | undefined {
  return border.obstacle(registration)
}

/**
 * The class that a name means here.
 *
 * @throws when there is none, or it could not be made
 */
export function classNamed(name: string): Registration {
  const found = state.classes.get(name) ?? border.find(name)
  if (found === undefined)
    throw new TypeError(`The class ${name} is not registered in this thread (registerClass)`)
  return found
}

/** Puts an object under a class, without its constructor. */
export function adopt(object: object, Class: AnyClass): void {
  Object.setPrototypeOf(object, Class.prototype as object)
}
