/**
 * Which functions a worker can be asked to compare with its own, by the mark of their text.
 */
import { fileText } from './file-text'
import { markOf } from './text-mark'
import { nativeLocation } from './v8-scopes'

const toSource = Function.prototype.toString

const marks = new WeakMap<object, string | undefined>()

/**
 * The mark of a function that a worker is to import; undefined unless the text stands so in its file. What a loader has made of a
 * file, or a test runner, may have another text in the worker by rights.
 */
export function lastingMark(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined
  if (marks.has(value)) return marks.get(value)
  const file = nativeLocation(value)?.file
  const stands = file !== undefined && fileText(file)?.includes(toSource.call(value)) === true
  const mark = stands ? markOf(value) : undefined
  marks.set(value, mark)
  return mark
}
