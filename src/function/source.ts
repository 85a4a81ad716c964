/**
 * From a function's text to the text of an expression that makes the function.
 *
 * An arrow function, a function and a class are expressions as they stand. A method, getter or setter is not: its text
 * (`sum(a, b) { … }`, `async *[key]() { … }`) becomes a method of an object literal under a plain name.
 */
import type { FunctionAnalysis } from './analysis'
import { type Token, tokenize } from './tokenizer'

/** An expression, and how many characters stand in it before the function's own text. */
export interface Expression {
  readonly text: string
  readonly shift: number
}

/** The expression that makes the function. The caller has made sure that it is not native. */
export function expressionOf({ kind, source }: FunctionAnalysis): Expression {
  if (kind === 'arrow' || kind === 'function' || kind === 'class')
    // The line break ends a comment that a text may end with.
    return { text: `(${source}\n)`, shift: 1 }
  return methodExpression(source)
}

/** Turns the text of a method, getter or setter into an expression. */
function methodExpression(source: string): Expression {
  const tokens = tokenize(source)
  let at = 0
  const text = (offset = 0): string | undefined => tokens[at + offset]?.text
  let prefix = ''
  if (text() === 'static' && text(1) !== '(') at++
  if (text() === 'async' && text(1) !== '(') {
    prefix = 'async '
    at++
  } else if ((text() === 'get' || text() === 'set') && text(1) !== '(') at++
  if (text() === '*') {
    prefix += '*'
    at++
  }
  const key = tokens[at]
  const open = tokens[key?.text === '[' ? afterComputed(tokens, at) : at + 1]
  const start = open?.start ?? 0
  const plain = key?.kind === 'name' && !key.text.includes('\\') && key.text !== '__proto__'
  const name = plain ? key.text : 'method'
  const head = `({ ${prefix}${name}`
  return { text: `${head}${source.slice(start)}\n}).${name}`, shift: head.length - start }
}

/** The index after the `]` that closes a computed name. */
function afterComputed(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    const { text, kind } = tokens[i] as Token
    if (kind !== 'punctuator') continue
    if (text === '[' || text === '(' || text === '{' || text === '${') depth++
    if (text === ']' || text === ')' || text === '}') depth--
    if (depth === 0) return i + 1
  }
  return open + 1
}

/** How far into its text a function's parameters begin: where V8 says that the function is. */
export function parametersAt({ kind, source }: FunctionAnalysis): number {
  if (kind === 'arrow') {
    if (source.startsWith('(')) return 0
    const tokens = tokenize(source.slice(0, 200))
    const first = tokens[0]?.text === 'async' && tokens[1]?.text !== '=>' ? tokens[1] : tokens[0]
    return first?.start ?? 0
  }
  if (kind === 'class') return 0
  const at = source.indexOf('(')
  return at === -1 ? 0 : at
}
