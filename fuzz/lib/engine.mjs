// The package under test, and a pool of it.
import { createRequire } from 'node:module'

/** The build at the root, whatever else is installed. */
export function openEngine() {
  const numpool = createRequire(import.meta.url)('../../dist/index.cjs')
  return { numpool, pool: new numpool.Pool(2) }
}
