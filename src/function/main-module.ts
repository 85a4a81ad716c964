/**
 * The program's main module, which a worker must not import: that would run the program again.
 */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createRequire } from '../platform/modules'

let asked: string | undefined
let main: string | undefined

/** Whether a file is the program's main module. */
export function isMainFile(file: string): boolean {
  // A worker thread's own file stands there, too.
  const [, given] = process.argv
  if (given === undefined) return false
  if (file === given) return true
  if (asked !== given) {
    asked = given
    main = realPath(given)
  }
  return file === main
}

function realPath(given: string): string {
  const file = given.startsWith('file:') ? fileURLToPath(given) : given
  try {
    // `node program` may leave out what require would add, and `node .` names a package.
    return realpathSync(createRequire(file).resolve(file))
  } catch {
    return file
  }
}
