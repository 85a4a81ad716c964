/**
 * The program's main module, which a worker must not import: that would run the program again.
 */
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'

let asked: string | undefined
let main: string | undefined

/** Whether a file is the program's main module. */
export function isMainFile(file: string): boolean {
  // A worker thread's own file stands there, too.
  const [, given] = process.argv
  if (given === undefined) return false
  if (asked !== given) {
    asked = given
    main = realPath(given)
  }
  return file === main || file === given
}

function realPath(given: string): string {
  const file = given.startsWith('file:') ? fileURLToPath(given) : given
  // `node program` may leave out what require would add.
  for (const end of ['', '.js', '.mjs', '.cjs', '/index.js'])
    try {
      const found = fs.realpathSync(file + end)
      if (fs.statSync(found).isFile()) return found
    } catch {
      // Not this one.
    }
  return file
}
