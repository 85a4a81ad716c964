/**
 * A file's imports and exports by its tokens alone. What tokens cannot prove is left out: a function that might have been
 * found then travels by its text.
 */
import type { Declared, ModuleImport, ParsedModule, SelfName } from './module-info'
import { type Token, tokenize } from './tokenizer'

/** Longer texts would take too long. */
const LONGEST = 400_000

/** Reads a file; undefined when it is too long. */
export function scanModule(source: string): ParsedModule | undefined {
  if (source.length > LONGEST) return undefined
  const scan = new Scan(tokenize(source), source)
  scan.run()
  const imports = scan.imports.filter(({ local }) => scan.standsForOne(local))
  const declared = scan.declared.filter(({ local }) => !scan.isAssigned(local))
  return { esm: scan.esm, imports, exports: scan.exports, declared, selves: scan.selves() }
}

/** What stands before a function that is an expression, besides operators. */
const BEFORE_VALUE: ReadonlySet<string> = new Set(
  'return typeof void delete new await yield in of instanceof case throw extends'.split(' '),
)

class Scan {
  readonly imports: ModuleImport[] = []
  readonly exports: { exported: string; local: string }[] = []
  readonly declared: Declared[] = []
  esm = false
  readonly #tokens: readonly Token[]
  readonly #source: string
  /** Tokens of import declarations, which bind names. */
  readonly #binding = new Set<number>()

  constructor(tokens: readonly Token[], source: string) {
    this.#tokens = tokens
    this.#source = source
  }

  run(): void {
    let depth = 0
    for (let i = 0; i < this.#tokens.length; i++) {
      const { text, kind } = this.#tokens[i] as Token
      if (kind === 'punctuator') {
        if (text === '{' || text === '(' || text === '[' || text === '${') depth++
        if (text === '}' || text === ')' || text === ']') depth--
      }
      if (depth !== 0 || kind !== 'name' || this.#text(i - 1) === '.') continue
      if (text === 'import' && !['(', '.'].includes(this.#text(i + 1))) this.#import(i)
      else if (text === 'export') this.#export(i)
      else if (text === 'function' || text === 'class') this.#declaration(i)
    }
  }

  /** Named function expressions; those whose name is bound once more inside are left out. */
  selves(): SelfName[] {
    const found: SelfName[] = []
    for (let i = 0; i < this.#tokens.length; i++) {
      if (this.#text(i) !== 'function' || this.#tokens[i]?.kind !== 'name') continue
      const isAsync = this.#text(i - 1) === 'async'
      const first = isAsync ? i - 1 : i
      const at = this.#text(i + 1) === '*' ? i + 2 : i + 1
      if (this.#tokens[at]?.kind !== 'name' || !this.#isValue(first)) continue
      const end = this.#endOfFunction(at + 1)
      const name = this.#text(at)
      const rest = this.#source.slice(this.#tokens[at + 1]?.start, end)
      const bound = `(?:\\b(?:let|const|var|function|class)\\s*\\*?\\s*|[(,{[]\\s*)${name.replace(/\$/g, '\\$&')}\\b(?!\\s*\\()`
      if (new RegExp(bound).test(rest)) continue
      found.push({ name, start: this.#tokens[first]?.start ?? 0, end, shadows: [] })
    }
    return found
  }

  /** Whether a function that begins here is an expression. */
  #isValue(at: number): boolean {
    const { kind, text } = this.#tokens[at - 1] ?? { kind: 'punctuator', text: ';' }
    if (kind === 'punctuator') return !/^[;{})\]]$/.test(text)
    return kind === 'name' && BEFORE_VALUE.has(text)
  }

  /** Where the function ends whose parameters begin at this token. */
  #endOfFunction(from: number): number {
    let depth = 0
    for (let i = from; i < this.#tokens.length; i++) {
      const { kind, text, start } = this.#tokens[i] as Token
      if (kind !== 'punctuator') continue
      if (text === '{' || text === '(' || text === '[' || text === '${') depth++
      if (text === '}' || text === ')' || text === ']') depth--
      if (depth === 0 && text === '}') return start + 1
    }
    return this.#source.length
  }

  #text(i: number): string {
    return this.#tokens[i]?.text ?? ''
  }

  #import(at: number): void {
    this.esm = true
    let i = at + 1
    const found: { local: string; imported: string }[] = []
    if (this.#text(i) === 'type' && this.#text(i + 1) !== 'from' && this.#text(i + 1) !== ',')
      return
    for (; i < this.#tokens.length && this.#text(i) !== 'from'; i++) {
      const { kind, text } = this.#tokens[i] as Token
      if (kind === 'literal') return
      if (text === '*') {
        found.push({ imported: '*', local: this.#text(i + 2) })
        i += 2
      } else if (text === '{')
        for (i++; i < this.#tokens.length && this.#text(i) !== '}'; i++) {
          if (this.#text(i) === ',') continue
          const renamed = this.#text(i + 1) === 'as'
          found.push({ imported: this.#text(i), local: this.#text(renamed ? i + 2 : i) })
          if (renamed) i += 2
        }
      else if (kind === 'name') found.push({ imported: 'default', local: text })
    }
    const source = unquote(this.#text(i + 1))
    for (let j = at; j <= i; j++) this.#binding.add(j)
    if (source === undefined) return
    for (const one of found) this.imports.push({ ...one, source, require: false, shadows: [] })
  }

  #export(at: number): void {
    this.esm = true
    let i = at + 1
    if (this.#text(i) === '{') {
      const found: { exported: string; local: string }[] = []
      for (i++; i < this.#tokens.length && this.#text(i) !== '}'; i++) {
        if (this.#text(i) === ',') continue
        const renamed = this.#text(i + 1) === 'as'
        found.push({ local: this.#text(i), exported: this.#text(renamed ? i + 2 : i) })
        if (renamed) i += 2
      }
      if (this.#text(i + 1) !== 'from') this.exports.push(...found)
      return
    }
    const isDefault = this.#text(i) === 'default'
    if (isDefault) i++
    if (this.#text(i) === 'async') i++
    if (this.#text(i) === 'function' || this.#text(i) === 'class') {
      const name = this.#nameAfter(i)
      this.exports.push({ exported: isDefault ? 'default' : name, local: name })
    } else if (!isDefault && /^(?:const|let|var)$/.test(this.#text(i)))
      this.exports.push({ exported: this.#text(i + 1), local: this.#text(i + 1) })
  }

  /** The name after `function`, `function*` or `class`. */
  #nameAfter(i: number): string {
    const at = this.#text(i + 1) === '*' ? i + 2 : i + 1
    const token = this.#tokens[at]
    return token?.kind === 'name' && token.text !== 'extends' ? token.text : '*default*'
  }

  /** A declaration at the top level; an expression there (`x = function …`) has a token before it that says so. */
  #declaration(i: number): void {
    const first = this.#text(i - 1) === 'async' ? i - 1 : i
    const before = this.#text(first - 1)
    if (!['', ';', '}', 'export', 'default'].includes(before)) return
    let depth = 0
    for (let j = i + 1; j < this.#tokens.length; j++) {
      const { text, start } = this.#tokens[j] as Token
      if (text === '(' || text === '[' || text === '{' || text === '${') depth++
      if (text === ')' || text === ']' || text === '}') depth--
      // The parameters close first; the body is the first brace that closes at the top.
      if (text === '}' && depth === 0) {
        const local = this.#nameAfter(i)
        this.declared.push({ local, start: this.#tokens[first]?.start ?? 0, end: start + 1 })
        return
      }
    }
  }

  /** Whether every use of the name can only be a use of the import: it is called, or a member of it is read. */
  standsForOne(name: string): boolean {
    return this.#tokens.every(({ kind, text }, i) => {
      if (kind !== 'name' || text !== name || this.#binding.has(i)) return true
      const before = this.#text(i - 1)
      if (before === '.' || before === '?.') return true
      const after = this.#text(i + 1)
      const used = after === '(' || after === '.'
      return used && !/^(?:function|class|const|let|var)$/.test(before)
    })
  }

  isAssigned(name: string): boolean {
    return this.#tokens.some(
      ({ text }, i) => text === name && /^(?:=|[^=!<>]=|\+\+|--)$/.test(this.#text(i + 1)),
    )
  }

  get source(): string {
    return this.#source
  }
}

function unquote(text: string): string | undefined {
  return /^(['"])[^\\]*\1$/.test(text) ? text.slice(1, -1) : undefined
}
