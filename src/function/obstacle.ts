/**
 * What in a function itself, its variables aside, keeps it from being made anew from its text.
 */
import { types } from 'node:util'
import type { UserFunction } from '../call'
import type { FunctionAnalysis } from './analysis'
import { tokenize } from './tokenizer'

/** Why a function's text is not enough. */
export interface Obstacle {
  /** What of the function stands in the way. */
  readonly variable: string
  /** In words that follow "holds". */
  readonly holds: string
  /** What is said of `variable` in the function that is passed itself, where "holds" does not fit. */
  readonly says?: string
  readonly hint: string
}

/**
 * The first obstacle, or undefined.
 *
 * @param mayHide - classes may have #private members: how their instances cross is known
 */
export function obstacle(
  fn: UserFunction,
  analysis: FunctionAnalysis,
  mayHide = false,
): Obstacle | undefined {
  const { kind, uses, privateNames, source } = analysis
  const name = fn.name === '' ? 'fn' : fn.name
  if (types.isProxy(fn))
    return { variable: name, holds: 'a Proxy of a function', hint: 'Pass the function behind it.' }
  if (kind === 'native') {
    const bound = name.startsWith('bound ')
    return {
      variable: bound ? name.slice('bound '.length) || 'fn' : name,
      holds: bound ? 'a bound function' : 'a native function',
      hint: bound
        ? 'Its bound values cannot be read: pass an arrow function that calls it with them.'
        : 'It has no source: call it from an ordinary function, in a module that the worker can import.',
    }
  }
  // A class that declares private members could be made anew, but its instances could never cross; better known at once.
  if (
    privateNames ||
    (kind === 'class' && !mayHide && tokenize(source).some((token) => token.kind === 'private'))
  )
    return {
      variable: name,
      holds:
        kind === 'class'
          ? 'a class with #private members'
          : 'a function that uses #private members',
      hint: 'Export it from a module (not the main one) and import it: workers then import it, too.',
    }
  if (uses.super && kind !== 'class')
    return {
      variable: 'super',
      holds: 'the parent class of the method',
      hint: 'Pass a plain function that calls what it needs by name.',
    }
  const usesThis = uses.this && !onlyAwaits(source)
  if (kind === 'arrow' && (usesThis || uses.arguments || uses.newTarget)) {
    const what = usesThis ? 'this' : uses.arguments ? 'arguments' : 'new.target'
    return {
      variable: what,
      holds: `the \`${what}\` of the code around the arrow function`,
      hint: 'Keep what is needed of it in a constant before the call, and use the constant.',
    }
  }
  if (uses.directEval)
    return {
      variable: 'eval',
      holds: 'a function that calls eval, which may use any variable of the code around it',
      says: 'may use any variable of the code around the function',
      hint: 'Replace eval by the code itself.',
    }
  if (uses.importMeta)
    return {
      variable: 'import.meta',
      holds: 'facts about the module it stands in',
      hint: 'Keep what is needed of it in a constant (const here = import.meta.url), and use the constant.',
    }
  return undefined
}

/**
 * Whether every `this` is one that TypeScript has written for an `async` arrow function: `__awaiter(this, …)`. The function
 * that it was written as used none.
 */
function onlyAwaits(source: string): boolean {
  if (!source.includes('__awaiter')) return false
  const tokens = tokenize(source).filter(({ text }) => text !== ')')
  return tokens.every(
    ({ kind, text }, i) =>
      kind !== 'name' ||
      text !== 'this' ||
      tokens[i - 1]?.text === '.' ||
      (tokens[i - 1]?.text === '(' && tokens[i - 2]?.text === '__awaiter'),
  )
}
