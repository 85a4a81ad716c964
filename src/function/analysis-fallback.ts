/**
 * The analysis of a function from its tokens alone, for where no parser is at hand.
 *
 * It errs on the side of naming too much: a name that is also declared somewhere in the text, or used as a property
 * key, is listed as uncertain, and whoever reads the list drops uncertain names that lead nowhere.
 */
import type { FreeVariable, FunctionAnalysis, FunctionKind, Uses } from './analysis'
import { type Token, tokenize } from './tokenizer'

const RESERVED = new Set(
  (
    'await async break case catch class const continue debugger default delete do else enum export extends false finally for ' +
    'function get if import in instanceof let new null of return set static super switch this throw true try typeof ' +
    'undefined var void while with yield arguments eval'
  ).split(' '),
)

/** Reserved here only because they read as keywords; they may be ordinary names too. */
const CONTEXTUAL = new Set(['async', 'get', 'of', 'set', 'static', 'let', 'await', 'yield'])

const ASSIGNMENT = /^(?:=|[-+*/%&|^]=|\*\*=|<<=|>>>?=|&&=|\|\|=|\?\?=|\+\+|--)$/

interface Use {
  readonly start: number
  declared: boolean
  assigned: number | undefined
  members: Set<string> | undefined
  called: boolean
}

/** Analyzes the text of a function by its tokens. */
export function analyzeTokens(source: string): FunctionAnalysis {
  const tokens = tokenize(source)
  const place = placeIn(source)
  const head = readHead(tokens)
  const uses = new Map<string, Use>()
  collect(tokens, head, uses)
  const free: FreeVariable[] = []
  for (const [name, use] of uses) {
    if (name === head.name) continue
    free.push({
      name,
      ...place(use.start),
      assigned: use.assigned === undefined || use.declared ? undefined : place(use.assigned),
      members: use.members === undefined ? undefined : [...use.members],
      called: use.called,
      certain: !use.declared,
    })
  }
  return {
    source,
    kind: head.kind,
    isAsync: head.isAsync,
    isGenerator: head.isGenerator,
    name: head.name,
    params: head.params,
    rest: head.rest,
    uses: surroundings(tokens),
    strictOk: !tokens.some(({ kind, text }) => kind === 'name' && text === 'with'),
    // A class in the text may declare what it uses; elsewhere private names are somebody else's.
    privateNames:
      tokens.some(({ kind }) => kind === 'private') && !tokens.some(({ text }) => text === 'class'),
    free,
  }
}

function surroundings(tokens: readonly Token[]): Uses {
  const has = (word: string): boolean =>
    tokens.some(
      ({ kind, text }, i) =>
        kind === 'name' && text === word && !isMember(tokens, i) && tokens[i + 1]?.text !== ':',
    )
  const dotted = (word: string, member: string): boolean =>
    tokens.some(
      ({ text }, i) =>
        text === word && tokens[i + 1]?.text === '.' && tokens[i + 2]?.text === member,
    )
  return {
    this: has('this'),
    arguments: has('arguments'),
    super: has('super'),
    newTarget: dotted('new', 'target'),
    directEval: tokens.some(
      ({ text }, i) => text === 'eval' && tokens[i + 1]?.text === '(' && !isMember(tokens, i),
    ),
    importMeta: dotted('import', 'meta'),
  }
}

function isMember(tokens: readonly Token[], i: number): boolean {
  const before = tokens[i - 1]?.text
  return before === '.' || before === '?.'
}

/** Notes every name that may be a variable, and how it is used. */
function collect(tokens: readonly Token[], head: Head, uses: Map<string, Use>): void {
  let inDeclaration = false
  tokens.forEach(({ kind, text, start }, i) => {
    if (kind === 'punctuator' && (text === ';' || text === ')')) inDeclaration = false
    if (kind !== 'name' || isMember(tokens, i)) return
    const before = tokens[i - 1]?.text
    const after = tokens[i + 1]?.text
    if (text === 'const' || text === 'let' || text === 'var') inDeclaration = true
    if (RESERVED.has(text) && !(CONTEXTUAL.has(text) && uses.has(text))) return
    const inHead = i < head.end
    const key = (after === ':' && before !== '?') || (after === '(' && closesBeforeBrace(tokens, i))
    const declared =
      inHead ||
      key ||
      before === 'function' ||
      before === 'class' ||
      before === 'const' ||
      before === 'let' ||
      before === 'var' ||
      (inDeclaration && (before === ',' || before === '{' || before === '[' || before === '...')) ||
      after === '=>' ||
      isArrowParameter(tokens, i) ||
      (before === '(' && tokens[i - 2]?.text === 'catch')
    const member = after === '.' && tokens[i + 2]?.kind === 'name' ? tokens[i + 2]?.text : undefined
    const changesMember = member !== undefined && ASSIGNMENT.test(tokens[i + 3]?.text ?? '')
    const assigns =
      !key && (ASSIGNMENT.test(after ?? '') || before === '++' || before === '--') && !declared
    const use = uses.get(text)
    const single = member !== undefined && !changesMember ? member : undefined
    if (use === undefined)
      uses.set(text, {
        start,
        declared,
        assigned: assigns ? start : undefined,
        members: single === undefined ? undefined : new Set([single]),
        called: after === '(',
      })
    else {
      use.declared ||= declared
      use.assigned ??= assigns ? start : undefined
      if (single === undefined) use.members = undefined
      else use.members?.add(single)
      use.called ||= after === '('
    }
  })
}

/** `name(…) {`: a method's name, no call. */
function closesBeforeBrace(tokens: readonly Token[], i: number): boolean {
  return tokens[matching(tokens, i + 1) + 1]?.text === '{'
}

/** Whether the name stands in a parenthesis that is followed by `=>`, or in a parameter list. */
function isArrowParameter(tokens: readonly Token[], i: number): boolean {
  let depth = 0
  for (let j = i - 1; j >= 0 && i - j < 64; j--) {
    const { text } = tokens[j] as Token
    if (text === ')' || text === '}' || text === ']') depth++
    if ((text === '{' || text === '[') && depth > 0) depth--
    if (text === '(') {
      if (depth === 0) {
        const after = tokens[matching(tokens, j) + 1]?.text
        return after === '=>' || (after === '{' && isParameterList(tokens, j))
      }
      depth--
    }
    if (text === ';') return false
  }
  return false
}

function isParameterList(tokens: readonly Token[], open: number): boolean {
  const before = tokens[open - 1]
  const word = before?.text
  if (word === 'if' || word === 'while' || word === 'for' || word === 'switch' || word === 'with')
    return false
  return before?.kind === 'name' || word === '*'
}

/** The index of the bracket that closes the one at `open`, or the end. */
function matching(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let i = open; i < tokens.length; i++) {
    const { text, kind } = tokens[i] as Token
    if (kind === 'literal') continue
    if (text === '(' || text === '[' || text === '{' || text === '${') depth++
    if (text === ')' || text === ']' || text === '}') depth--
    if (depth === 0) return i
  }
  return tokens.length
}

interface Head {
  readonly kind: FunctionKind
  readonly isAsync: boolean
  readonly isGenerator: boolean
  readonly name: string | undefined
  readonly params: number
  readonly rest: boolean
  /** The index of the first token after the parameters; 0 for a class. */
  readonly end: number
}

/** Reads what stands before the body. */
function readHead(tokens: readonly Token[]): Head {
  let at = 0
  const text = (offset = 0): string | undefined => tokens[at + offset]?.text
  const isAsync = text() === 'async' && text(1) !== '(' && text(1) !== '=>'
  const arrowAsync = text() === 'async' && text(1) === '('
  if (text() === 'class') {
    const named = tokens[1]?.kind === 'name' && tokens[1].text !== 'extends'
    const name = named ? tokens[1]?.text : undefined
    return {
      kind: 'class',
      isAsync: false,
      isGenerator: false,
      name,
      params: 0,
      rest: false,
      end: 0,
    }
  }
  if (isAsync) at++
  let kind: FunctionKind = 'method'
  let isGenerator = false
  let name: string | undefined
  if (text() === 'function') {
    kind = 'function'
    at++
    if (text() === '*') {
      isGenerator = true
      at++
    }
    if (tokens[at]?.kind === 'name') {
      name = text()
      at++
    }
  } else if (text() === '(' || (tokens[at]?.kind === 'name' && text(1) === '=>')) kind = 'arrow'
  else if (arrowAsync && tokens[matching(tokens, at + 1) + 1]?.text === '=>') {
    kind = 'arrow'
    at++
  } else {
    if ((text() === 'get' || text() === 'set') && text(1) !== '(') {
      kind = text() === 'get' ? 'getter' : 'setter'
      at++
    }
    if (text() === '*') {
      isGenerator = true
      at++
    }
    at = text() === '[' ? matching(tokens, at) + 1 : at + 1
  }
  const open = at
  if (text() !== '(') {
    return { kind, isAsync, isGenerator, name, params: 1, rest: false, end: open + 1 }
  }
  const close = matching(tokens, open)
  const { params, rest } = countParameters(tokens, open, close)
  return {
    kind,
    isAsync: isAsync || (kind === 'arrow' && arrowAsync),
    isGenerator,
    name,
    params,
    rest,
    end: close,
  }
}

function countParameters(
  tokens: readonly Token[],
  open: number,
  close: number,
): { params: number; rest: boolean } {
  let depth = 0
  let params = close > open + 1 ? 1 : 0
  let rest = false
  for (let i = open + 1; i < close; i++) {
    const { text } = tokens[i] as Token
    if (text === '(' || text === '[' || text === '{') depth++
    if (text === ')' || text === ']' || text === '}') depth--
    if (depth === 0 && text === ',' && i + 1 < close) params++
    if (depth === 0 && text === '...') rest = true
  }
  return { params: rest ? params - 1 : params, rest }
}

/** Turns offsets into lines and columns, counted from 1. */
function placeIn(source: string): (offset: number) => { line: number; column: number } {
  const starts = [0]
  for (let i = source.indexOf('\n'); i !== -1; i = source.indexOf('\n', i + 1)) starts.push(i + 1)
  return (offset) => {
    let line = starts.length - 1
    while ((starts[line] as number) > offset) line--
    return { line: line + 1, column: offset - (starts[line] as number) + 1 }
  }
}
