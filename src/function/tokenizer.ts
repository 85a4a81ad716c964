/**
 * A small tokenizer of JavaScript: enough to tell names from the text of strings, comments, templates and regular
 * expressions. It serves where the addon's real parser is missing or gives up, and finds places in a function's text.
 */

/** One token that matters; literals and comments are skipped or reported as `literal`. */
export interface Token {
  readonly kind: 'name' | 'private' | 'punctuator' | 'literal'
  readonly text: string
  readonly start: number
}

/** What names consist of. */
interface Names {
  readonly start: RegExp
  readonly plain: RegExp
  /** Escapes included. */
  readonly escaped: RegExp
}

let known: Names | undefined

/** Made when the first is needed: as literals they take half a millisecond of every import, as V8 reads what they say of Unicode. */
function names(): Names {
  known ??= {
    start: pattern('^[\\p{ID_Start}$_\\\\]', 'u'),
    plain: pattern('[$_\\p{ID_Start}](?:[$\\p{ID_Continue}]|\\u200c|\\u200d)*', 'uy'),
    escaped: pattern('[$_\\p{ID_Start}\\\\](?:[$\\p{ID_Continue}\\\\{}]|\\u200c|\\u200d)*', 'uy'),
  }
  return known
}

/** A function of its own: what is given to the constructor outright is made a literal by the tools. */
function pattern(source: string, flags: string): RegExp {
  return new RegExp(source, flags)
}

const NUMBER =
  /(?:0[xob][\da-f_]+|\d[\d_]*\.?[\d_]*(?:e[+-]?[\d_]+)?|\.\d[\d_]*(?:e[+-]?[\d_]+)?)n?/iy
const REGEX = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[\w$]*/y
const PUNCTUATOR =
  /=>|\.\.\.|\?\.(?!\d)|\?\?=?|\*\*=?|\+\+|--|[=!]==?|<<=?|>>>?=?|[<>]=|&&=?|\|\|=?|[-+*/%&|^]=|[^\s]/uy

/** After these words a slash begins a regular expression. */
const BEFORE_REGEX =
  /^(?:return|typeof|instanceof|in|of|new|delete|void|throw|case|do|else|yield|await)$/

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

/** The tokens of `source`, in order. Never throws: what it cannot read becomes a punctuator of one character. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  // For each open template: how many braces are open inside its `${`.
  const templates: number[] = []
  const { start, plain, escaped } = names()
  let at = 0
  const push = (kind: Token['kind'], text: string): void => {
    tokens.push({ kind, text, start: at })
    at += text.length
  }
  while (at < source.length) {
    const c = source[at] as string
    const next = source[at + 1]
    if (/\s/.test(c)) at++
    else if (c === '/' && next === '/') at = endOf(source, '\n', at)
    else if (c === '/' && next === '*') at = endOf(source, '*/', at + 2)
    else if (c === '"' || c === "'") push('literal', quoted(source, at))
    else if (c === '`') at = template(at + 1)
    else if (c === '}' && templates.at(-1) === 0) {
      templates.pop()
      tokens.push({ kind: 'punctuator', text: c, start: at })
      at = template(at + 1)
    } else if (/\d/.test(c) || (c === '.' && next !== undefined && /\d/.test(next)))
      push('literal', match(NUMBER, source, at) ?? c)
    else if (c === '#' && next !== undefined && start.test(next))
      push('private', `#${match(plain, source, at + 1) ?? ''}`)
    else if (start.test(source.slice(at, at + 2))) {
      const text = match(c === '\\' ? escaped : plain, source, at)
      push(text === undefined ? 'punctuator' : 'name', text ?? c)
    } else if (c === '/' && regexMayStart(tokens.at(-1)))
      push('literal', match(REGEX, source, at) ?? c)
    else {
      const text = match(PUNCTUATOR, source, at) ?? c
      const depth = templates.length - 1
      if (depth >= 0 && text === '{') templates[depth] = (templates[depth] as number) + 1
      if (depth >= 0 && text === '}') templates[depth] = (templates[depth] as number) - 1
      push('punctuator', text)
    }
  }
  return tokens

  /** Reads template characters from `from`; stops after the closing backtick or the next `${`. */
  function template(from: number): number {
    let i = from
    for (; i < source.length; i++) {
      if (source[i] === '\\') i++
      else if (source[i] === '`') break
      else if (source[i] === '$' && source[i + 1] === '{') {
        templates.push(0)
        tokens.push({ kind: 'punctuator', text: '${', start: i })
        return i + 2
      }
    }
    tokens.push({ kind: 'literal', text: '`', start: i })
    return i + 1
  }
}

function endOf(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from)
  return end === -1 ? source.length : end + mark.length
}

function quoted(source: string, at: number): string {
  const quote = source[at]
  let i = at + 1
  while (i < source.length && source[i] !== quote) i += source[i] === '\\' ? 2 : 1
  return source.slice(at, i + 1)
}

function regexMayStart(before: Token | undefined): boolean {
  if (before === undefined) return true
  if (before.kind === 'name') return BEFORE_REGEX.test(before.text)
  return before.kind === 'punctuator' && ![')', ']', '}', '++', '--'].includes(before.text)
}
