/**
 * Whether a value has identity and properties of its own: an object or a function.
 */
export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
