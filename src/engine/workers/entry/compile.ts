/**
 * Text to function, by `node:vm`: the text keeps its file and line in stacks, `import()` works, and nothing is lost where
 * code generation from strings is switched off.
 */
import { compileFunction, constants } from 'node:vm'
import { forgetOldest } from '../../../bounded'
import type { FunctionRecord } from '../../../function/travel'

/** A function in the making: the values of its variables can be set before and after it exists. */
export interface Made {
  /** Evaluates the text. */
  make(): unknown
  /** Gives the variables their values, in the order of the record's names. */
  set(values: readonly unknown[]): void
}

/** Texts kept compiled; the least recently used goes first. */
const KEPT = 256

/** Gives the text's function once more, with variables of its own. */
export type Factory = () => Made

const compiled = new Map<string, Factory>()

/** Compiles a function's text. */
export function factoryOf(record: FunctionRecord): Factory {
  const { names, strict, text, place } = record
  const key = `${place?.file}:${place?.line}:${place?.column}:${strict}:${names.join()}:${text}`
  let factory = compiled.get(key)
  if (factory === undefined) {
    factory = compileFactory(record)
    compiled.set(key, factory)
    forgetOldest(compiled, KEPT)
  }
  return factory
}

function compileFactory({ names, strict, text, shift, place, name }: FunctionRecord): Factory {
  const variables = names.length === 0 ? '' : `let ${names.join(', ')}; `
  const assign = names.map((variable, i) => `${variable} = arguments[0][${i}]`).join('; ')
  const head = `${strict ? "'use strict'; " : ''}${variables}return { make() { return `
  const code = `${head}${text} }, set() { ${assign} } }`
  if (text.includes('import(')) silenceLoaderWarning()
  return compileFunction(code, [], {
    filename: place?.file ?? `[numpool function${name === '' ? '' : ` ${name}`}]`,
    lineOffset: place?.line ?? 0,
    columnOffset: (place?.column ?? 0) - head.length - shift,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  } as Parameters<typeof compileFunction>[2]) as Factory
}

/** `import()` as written in the given file. */
export function importFrom(file: string | undefined): (specifier: string) => Promise<unknown> {
  silenceLoaderWarning()
  return compileFunction('return (specifier) => import(specifier)', [], {
    ...(file === undefined ? undefined : { filename: file }),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  } as Parameters<typeof compileFunction>[2])() as (specifier: string) => Promise<unknown>
}

let silenced = false

/** Node calls its own default loader experimental, once per thread; a user who wrote `import()` asked for nothing new. */
function silenceLoaderWarning(): void {
  if (silenced) return
  silenced = true
  const { emitWarning } = process
  process.emitWarning = function (
    this: unknown,
    warning: string | Error,
    ...rest: unknown[]
  ): void {
    if (String(warning).includes('USE_MAIN_CONTEXT_DEFAULT_LOADER')) {
      process.emitWarning = emitWarning
      return
    }
    Reflect.apply(emitWarning, process, [warning, ...rest])
  } as typeof process.emitWarning
}
