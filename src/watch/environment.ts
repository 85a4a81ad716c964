/**
 * Looks into the environment, once, when the package is loaded, and not at Node's start as `util.debuglog` does it: a program
 * may set `NODE_DEBUG` before.
 */
import { debugging } from './lazy'

const asked = process.env.NODE_DEBUG
if (asked !== undefined && asked !== '' && names(asked, 'NUMPOOL')) debugging()()

/** As Node reads it: names, commas, `*`. */
function names(list: string, name: string): boolean {
  const pattern = list
    .replace(/[|\\{}()[\]^$+?.]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll(',', '$|^')
  return new RegExp(`^${pattern}$`, 'i').test(name)
}
