/**
 * `node:module`, loaded when first needed: in newer versions it brings all of what imports ES modules along, which costs a
 * program, and each worker, a millisecond.
 */
// Taken now: user code may replace it.
const { getBuiltinModule } = process

/** The module. */
export function nodeModules(): typeof import('node:module') {
  return getBuiltinModule('node:module')
}

/** `require` as written in the given file. */
export function createRequire(file: string): NodeJS.Require {
  return nodeModules().createRequire(file)
}
