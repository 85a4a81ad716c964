/**
 * Functions of the language as they were when the package was loaded. A test may mock them later (`vi.spyOn(JSON, 'stringify')`), a
 * task may replace them in its worker: what the pool does must not depend on it.
 *
 * Nobody imports this file by hand. Wherever the sources say `Math.max`, the build and the tests put what stands here under that
 * name (`scripts/originals-plugin.mjs`); `originals.spec.ts` sees that nothing is missing. Methods of prototypes are kept by the build
 * (`scripts/builtin-methods-plugin.mjs`), for what runs on the pool's thread.
 */

export const Array_from: typeof Array.from = Array.from.bind(Array)
export const Array_isArray: typeof Array.isArray = Array.isArray
export const ArrayBuffer_isView: typeof ArrayBuffer.isView = ArrayBuffer.isView
export const Atomics_add: typeof Atomics.add = Atomics.add
export const Atomics_compareExchange: typeof Atomics.compareExchange = Atomics.compareExchange
export const Atomics_load: typeof Atomics.load = Atomics.load
export const Atomics_notify: typeof Atomics.notify = Atomics.notify
export const Atomics_store: typeof Atomics.store = Atomics.store
export const Atomics_sub: typeof Atomics.sub = Atomics.sub
export const Atomics_wait: typeof Atomics.wait = Atomics.wait
export const Error_captureStackTrace: typeof Error.captureStackTrace = Error.captureStackTrace
export const JSON_parse: typeof JSON.parse = JSON.parse
export const JSON_stringify: typeof JSON.stringify = JSON.stringify
export const Math_abs: typeof Math.abs = Math.abs
export const Math_ceil: typeof Math.ceil = Math.ceil
export const Math_floor: typeof Math.floor = Math.floor
export const Math_imul: typeof Math.imul = Math.imul
export const Math_log10: typeof Math.log10 = Math.log10
export const Math_max: typeof Math.max = Math.max
export const Math_min: typeof Math.min = Math.min
export const Math_random: typeof Math.random = Math.random
export const Math_round: typeof Math.round = Math.round
export const Math_sign: typeof Math.sign = Math.sign
export const Math_trunc: typeof Math.trunc = Math.trunc
export const Number_isFinite: typeof Number.isFinite = Number.isFinite
export const Number_isInteger: typeof Number.isInteger = Number.isInteger
export const Number_isSafeInteger: typeof Number.isSafeInteger = Number.isSafeInteger
export const Number_parseInt: typeof Number.parseInt = Number.parseInt
export const Object_assign: typeof Object.assign = Object.assign
export const Object_create: typeof Object.create = Object.create
export const Object_defineProperties: typeof Object.defineProperties = Object.defineProperties
export const Object_defineProperty: typeof Object.defineProperty = Object.defineProperty
export const Object_entries: typeof Object.entries = Object.entries
export const Object_freeze: typeof Object.freeze = Object.freeze
export const Object_fromEntries: typeof Object.fromEntries = Object.fromEntries
export const Object_getOwnPropertyDescriptor: typeof Object.getOwnPropertyDescriptor =
  Object.getOwnPropertyDescriptor
export const Object_getOwnPropertyDescriptors: typeof Object.getOwnPropertyDescriptors =
  Object.getOwnPropertyDescriptors
export const Object_getOwnPropertyNames: typeof Object.getOwnPropertyNames =
  Object.getOwnPropertyNames
export const Object_getOwnPropertySymbols: typeof Object.getOwnPropertySymbols =
  Object.getOwnPropertySymbols
export const Object_getPrototypeOf: typeof Object.getPrototypeOf = Object.getPrototypeOf
export const Object_hasOwn: typeof Object.hasOwn = Object.hasOwn
export const Object_is: typeof Object.is = Object.is
export const Object_isExtensible: typeof Object.isExtensible = Object.isExtensible
export const Object_isFrozen: typeof Object.isFrozen = Object.isFrozen
export const Object_keys: typeof Object.keys = Object.keys
export const Object_setPrototypeOf: typeof Object.setPrototypeOf = Object.setPrototypeOf
export const Object_values: typeof Object.values = Object.values
export const Promise_all: typeof Promise.all = Promise.all.bind(Promise)
export const Promise_race: typeof Promise.race = Promise.race.bind(Promise)
export const Promise_resolve: typeof Promise.resolve = Promise.resolve.bind(Promise)
export const Reflect_apply: typeof Reflect.apply = Reflect.apply
export const Reflect_get: typeof Reflect.get = Reflect.get
export const Reflect_ownKeys: typeof Reflect.ownKeys = Reflect.ownKeys
export const Reflect_set: typeof Reflect.set = Reflect.set
export const Symbol_for: typeof Symbol.for = Symbol.for
export const Symbol_keyFor: typeof Symbol.keyFor = Symbol.keyFor

// What is used of prototypes as a function, not called as a method.
export const Array_prototype_join: typeof Array.prototype.join = Array.prototype.join
export const Function_prototype_call: typeof Function.prototype.call = Function.prototype.call
export const Function_prototype_toString: typeof Function.prototype.toString =
  Function.prototype.toString
export const Map_prototype_clear: typeof Map.prototype.clear = Map.prototype.clear
export const Map_prototype_entries: typeof Map.prototype.entries = Map.prototype.entries
export const Map_prototype_get: typeof Map.prototype.get = Map.prototype.get
export const Map_prototype_set: typeof Map.prototype.set = Map.prototype.set
export const Object_prototype_hasOwnProperty: typeof Object.prototype.hasOwnProperty =
  Object.prototype.hasOwnProperty
export const Object_prototype_propertyIsEnumerable: typeof Object.prototype.propertyIsEnumerable =
  Object.prototype.propertyIsEnumerable
export const Object_prototype_toString: typeof Object.prototype.toString = Object.prototype.toString
export const Set_prototype_add: typeof Set.prototype.add = Set.prototype.add
export const Set_prototype_clear: typeof Set.prototype.clear = Set.prototype.clear
export const Set_prototype_values: typeof Set.prototype.values = Set.prototype.values
export const String_prototype_substring: typeof String.prototype.substring =
  String.prototype.substring
