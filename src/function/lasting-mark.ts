/**
 * Which functions a worker can be asked to compare with its own, by the mark of their text.
 */
import fs from 'node:fs'
import { markOf } from './text-mark'
import { nativeLocation } from './v8-scopes'

const toSource = Function.prototype.toString

/** Larger files are not read. */
const LARGEST = 4e6

const marks = new WeakMap<object, string | undefined>()

/**
 * The mark of a function that a worker is to import; undefined unless the text stands so in its file. What a loader has made of a
 * file, or a test runner, may have another text in the worker by rights.
 */
export function lastingMark(value: unknown): string | undefined {
  if (typeof value !== 'function') return undefined
  if (marks.has(value)) return marks.get(value)
  let mark: string | undefined
  try {
    const file = nativeLocation(value)?.file
    if (file !== undefined && fs.statSync(file).size <= LARGEST) {
      const stands = fs.readFileSync(file, 'utf8').includes(toSource.call(value))
      if (stands) mark = markOf(value)
    }
  } catch {
    // No such file.
  }
  marks.set(value, mark)
  return mark
}
