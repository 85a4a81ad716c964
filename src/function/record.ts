/**
 * The record of a function: its text and what a worker must know to compile it.
 */
import type { UserFunction } from '../call'
import type { FunctionAnalysis } from './analysis'
import { locate } from './location'
import { expressionOf } from './source'
import { isStrict } from './strict'
import type { FunctionRecord } from './travelled'

/** Records made of each text, by what else they say: equal ones are one object. */
const records = new WeakMap<FunctionAnalysis, Map<string, FunctionRecord>>()

/** The record; equal ones are one object. */
export function recordOf(
  fn: UserFunction,
  analysis: FunctionAnalysis,
  names: readonly string[],
  replaced: readonly string[],
  source = analysis.source,
): FunctionRecord {
  let made = records.get(analysis)
  if (made === undefined) {
    made = new Map()
    records.set(analysis, made)
  }
  // A class may have a static method of that name.
  const own: unknown = fn.name
  const name = typeof own === 'string' ? own : ''
  const place = locate(fn, analysis)
  const strict = isStrict(fn, analysis)
  const key = `${names.join()};${replaced.join()};${place?.line}:${place?.column}:${place?.file};${strict};${name}`
  let record = made.get(key)
  if (record === undefined) {
    record = {
      ...expressionOf({ ...analysis, source }),
      strict,
      isClass: analysis.kind === 'class',
      name,
      place,
      names,
      replaced,
    }
    // Names that are made up at run time must not pile up.
    if (made.size >= 64) made.clear()
    made.set(key, record)
  }
  return record
}
