/**
 * Which module a `pool.module()` names. Only files, and only by names that do not depend on who reads them: a string from
 * elsewhere must not turn into code.
 */
import { isAbsolute } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { invalidArgType } from '../errors'

const RELATIVE = "for a file beside this one: new URL('./tasks.js', import.meta.url)"
const EXPECTED = `a file: URL or an absolute path; ${RELATIVE}`

/**
 * The URL of the module, as `import()` takes it.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} for anything but a file of this machine
 */
export function moduleUrl(given: unknown): string {
  const url = parse(given)
  // Another machine's file (`\\server\share`), or a URL that is no file.
  if (url === undefined || url.protocol !== 'file:' || url.host !== '') throw refused(given)
  try {
    fileURLToPath(url)
  } catch {
    throw refused(given)
  }
  return url.href
}

function parse(given: unknown): URL | undefined {
  try {
    if (given instanceof URL) return new URL(given.href)
    if (typeof given !== 'string') return undefined
    if (/^file:\/\/\//i.test(given)) return new URL(given)
    const isShare = /^(?:\\\\|\/\/)/.test(given)
    return isAbsolute(given) && !isShare ? pathToFileURL(given) : undefined
  } catch {
    return undefined
  }
}

function refused(given: unknown): TypeError {
  return invalidArgType('url', EXPECTED, given)
}
