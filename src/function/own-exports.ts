/**
 * numpool's own functions that tasks may use (`move`, `share`, …): a worker has them, so they go by name. The mark is the same in
 * every copy of the package.
 */
const NAME = Symbol.for('numpool.export')

/** Marks functions with the names under which workers have them. */
export function markOwn(functions: Readonly<Record<string, object>>): void {
  for (const [name, fn] of Object.entries(functions))
    Object.defineProperty(fn, NAME, { __proto__: null, value: name } as PropertyDescriptor)
}

/** The name of one of numpool's own functions; undefined for anything else. */
export function ownName(value: object): string | undefined {
  if (typeof value !== 'function') return undefined
  const name: unknown = Object.getOwnPropertyDescriptor(value, NAME)?.value
  return typeof name === 'string' ? name : undefined
}
