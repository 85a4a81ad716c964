/**
 * Whether a class is that of a file that was loaded once more: a module that is reloaded may register its classes again.
 */
import type { UserFunction } from '../call'
import type { AnyClass } from '../codec/registry'
import { analyze } from './analysis'
import { type FunctionLocation, knownLocation } from './closure'
import { type Home, homeOf } from './home'
import { offsetOf } from './module-info'

interface Origin {
  readonly fn: UserFunction
  readonly home: Home | undefined
  readonly at: FunctionLocation | undefined
}

/** What one load of a file makes twice are two classes, whatever their text: they may have captured different values. */
export function isReload(one: AnyClass, other: AnyClass): boolean {
  const [a, b] = [originOf(one), originOf(other)]
  if (a.at?.script === undefined || b.at?.script === undefined) return false
  // V8 may take the same text for the same script.
  if (a.at.script === b.at.script) return isTopLevel(b)
  // Where V8 cannot be asked for files, the same text at the same place is as good as known.
  return a.home === undefined || b.home === undefined
    ? a.at.line === b.at.line && a.at.column === b.at.column
    : a.home.file === b.home.file
}

function originOf(Class: AnyClass): Origin {
  const fn = Class as unknown as UserFunction
  const home = homeOf(fn, analyze(fn))
  return { fn, home, at: home?.at ?? knownLocation(fn) }
}

/** Whether a class is declared where each load of the file comes by once. */
function isTopLevel({ fn, home, at }: Origin): boolean {
  if (home?.info === undefined || at === undefined || !home.exact) return false
  const { text, declared } = home.info
  const offset = offsetOf(text, at.line, at.column)
  const { length } = analyze(fn).source
  return declared.some(
    ({ start, end }) => start <= offset && offset < end && end - start === length,
  )
}
