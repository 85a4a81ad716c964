/**
 * A data property by definition, not by assignment: no setter runs, and nothing that somebody put on Object.prototype
 * (a `get` would make the descriptor invalid) takes part.
 */
export function defineData(
  object: object,
  key: PropertyKey,
  value: unknown,
  enumerable: boolean,
): void {
  Object.defineProperty(object, key, {
    __proto__: null,
    value,
    writable: true,
    configurable: true,
    enumerable,
  } as PropertyDescriptor)
}
