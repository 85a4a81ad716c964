/**
 * Variables whose declaration has not run (`let`, `const` and `class`, in their "temporal dead zone"), where V8 hides that they are:
 * Node 20's shows them as `undefined`, unless a flag of its own is set, with which they throw when they are read, as in all later
 * versions. The flag is set for one look, 16 µs, at a variable that seems to hold `undefined`, and at no other.
 *
 * Set for good it would change what V8's code caches are checked against: those that a program has kept would be thrown away.
 */
import type { Scope } from './scopes'

const FLAG = 'experimental-value-unavailable'

const { versions } = process
const hides = /^20\./.test(versions.node) && !('bun' in versions) && !('deno' in versions)

/** Whether what a variable seems to hold may be what V8 shows in place of nothing. */
export function mayBeDead(value: unknown): boolean {
  return hides && value === undefined
}

/**
 * Whether the variable that seems to hold `undefined` has not been declared yet.
 *
 * @param read - reads its scope once more
 */
export function isDead(read: () => Scope | undefined, name: string): boolean {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8')
  setFlagsFromString(`--${FLAG}`)
  let scope: Scope | undefined
  try {
    scope = read()
  } finally {
    setFlagsFromString(`--no-${FLAG}`)
  }
  try {
    void scope?.[name]
    return false
  } catch {
    return true
  }
}
