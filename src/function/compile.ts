/**
 * A function made anew in the calling thread, with given values for its free variables.
 *
 * Compiled as a script, not by `eval`: that also works where code generation from strings is switched off.
 */
import { Script } from 'node:vm'
import { forgetOldest } from '../bounded'
import type { UserFunction } from '../call'
import { analyze } from './analysis'
import { expressionOf } from './source'
import { isStrict } from './strict'

/** Compiled texts remembered; the least recently used goes first. */
const TEXTS = 128

type Factory = (...values: unknown[]) => UserFunction

const factories = new Map<string, Factory>()

/**
 * Compiles the text of a function in a scope that holds `values` and nothing else but the globals.
 *
 * @throws {SyntaxError} for the text of a native function
 */
export function compileFunction(
  fn: UserFunction,
  values: Readonly<Record<string, unknown>>,
): UserFunction {
  const analysis = analyze(fn)
  const names = analysis.free.map(({ name }) => name).filter((name) => Object.hasOwn(values, name))
  const strict = isStrict(fn, analysis) ? "'use strict'; " : ''
  const text = `(function (${names.join(', ')}) { ${strict}return ${expressionOf(analysis).text}\n})`
  let factory = factories.get(text)
  if (factory === undefined) {
    factory = new Script(text, { filename: 'numpool:captures' }).runInThisContext() as Factory
    factories.set(text, factory)
    forgetOldest(factories, TEXTS)
  }
  return factory(...names.map((name) => values[name]))
}
