// The package under test, a pool of it, the constructs that it takes, and the machines that compute natively.
import { createRequire } from 'node:module'
import { constructsOf } from '../constructs/index.mjs'

const require = createRequire(import.meta.url)

/** What `--machines` may be: machine code from the first item on, wherever there can be any; the block machine. */
export const MACHINES = { code: ['code'], blocks: ['blocks'], both: ['code', 'blocks'] }

/**
 * @param {{ numpool?: any, machines?: readonly string[] }} [options] - `numpool`: by default the build at the root, whatever
 *   else is installed; `machines`: each call runs on every one of them
 */
export function openEngine({
  numpool = require('../../dist/index.cjs'),
  machines = MACHINES.both,
} = {}) {
  // The one that the package has loaded: an addon is there once in a process.
  const addon = require('../../native.js')
  const pool = new numpool.Pool(2)
  return { numpool, addon, machines, pool, constructs: constructsOf(numpool.explain) }
}
