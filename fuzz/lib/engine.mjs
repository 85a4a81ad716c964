// The package under test, a pool of it, and the constructs that it takes.
import { createRequire } from 'node:module'
import { constructsOf } from '../constructs/index.mjs'

/** @param [numpool] - @default the build at the root, whatever else is installed */
export function openEngine(numpool = createRequire(import.meta.url)('../../dist/index.cjs')) {
  return { numpool, pool: new numpool.Pool(2), constructs: constructsOf(numpool.explain) }
}
