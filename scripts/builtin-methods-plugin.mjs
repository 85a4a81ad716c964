// Calls of the language's own methods in the built package go to the functions that stood under their names when it was loaded:
// `list.push(x)` becomes `$Array_push(list, x)`. A test that mocks `Array.prototype.push` or `Map.prototype.get` changes nothing in the
// pool then. Which calls these are, TypeScript knows: `push` of an array is one, `push` of a class of ours is not.
//
// Only for what runs on the pool's thread, in the realm of the program. The workers' half is written so that it needs few methods,
// and none of those to answer. What stays are the protocols: an array whose iterator is replaced can be iterated by nobody.
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ID = 'virtual:builtin-methods'
const RESOLVED = `\0${ID}`

const PLAIN =
  'Array Map Set WeakMap WeakSet WeakRef Promise String RegExp Number Object FinalizationRegistry'
const VIEWS =
  'Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array'

/** Whose methods they are, by the interface of TypeScript's library that declares them. */
const OWNERS = new Map([
  ...PLAIN.split(' ').map((name) => [name, name]),
  ...['Array', 'Map', 'Set'].map((name) => [`Readonly${name}`, name]),
  ...VIEWS.split(' ').map((name) => [name, 'TypedArray']),
])

/** The prototypes, as the package finds them. */
const PROTOTYPES = {
  ...Object.fromEntries(PLAIN.split(' ').map((name) => [name, `${name}.prototype`])),
  TypedArray: 'TypedArray.prototype',
}

/** What makes sets and maps: `new Set(list)` and `new Map(list)` call `add` and `set` for each of the list. */
const MAKERS = new Map([
  ['Set', '$newSet'],
  ['Map', '$newMap'],
])
/** What is made of other methods. */
const MADE = {
  // The language's own asks for `then`.
  $Promise_catch:
    'export const $Promise_catch = (promise, fail) => $Promise_then(promise, undefined, fail)',
  $maybe: 'export const $maybe = (value, use) => (value == null ? undefined : use(value))',
  $newSet: `export function $newSet(list) {
  const made = new Set()
  for (const one of list ?? []) $Set_add(made, one)
  return made
}`,
  $newMap: `export function $newMap(list) {
  const made = new Map()
  for (const entry of list ?? []) $Map_set(made, entry[0], entry[1])
  return made
}`,
}

/** The module that keeps all methods that any file wants. */
function keeper() {
  const kept = new Set(['$Set_add', '$Map_set', '$Promise_then'])
  for (const source of sources().getSourceFiles())
    if (source.fileName.startsWith(`${ROOT}src/`))
      for (const method of changed(source).wanted) kept.add(method)
  for (const method of Object.keys(MADE)) kept.delete(method)
  const lines = [...kept].sort().map((method) => {
    const [, owner, name] = method.match(/^\$(\w+?)_(\w+)$/)
    return `export const ${method} = bind(call, ${PROTOTYPES[owner]}.${name})`
  })
  // `(list, x) => list.push(x)`, but of the function that is there now. Engines see through it.
  return [
    'const { call } = Function.prototype',
    'const bind = call.bind(call.bind)',
    'const { getPrototypeOf } = Object',
    'const TypedArray = getPrototypeOf(Uint8Array)',
    ...lines,
    ...Object.values(MADE),
  ].join('\n')
}

let program

/** All sources, read once in a build. */
function sources() {
  if (program !== undefined) return program
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile)
  const only = { ...config, include: ['src'] }
  const { options, fileNames } = ts.parseJsonConfigFileContent(only, ts.sys, ROOT)
  program = ts.createProgram(fileNames, options)
  return program
}

/** The kept name of the language's method that a name stands for; undefined for any other. */
function methodAt(name) {
  const declarations = sources().getTypeChecker().getSymbolAtLocation(name)?.declarations ?? []
  const owners = new Set()
  for (const declaration of declarations) {
    const { parent } = declaration
    const isOurs = !sources().isSourceFileDefaultLibrary(declaration.getSourceFile())
    if (isOurs || !ts.isInterfaceDeclaration(parent)) return undefined
    owners.add(OWNERS.get(parent.name.text))
  }
  const [owner] = owners
  return owners.size === 1 && owner !== undefined ? `$${owner}_${name.text}` : undefined
}

/** What iterates sets and maps: by method, as that is what can be kept. */
function iteratorOf(expression) {
  const name = sources().getTypeChecker().getTypeAtLocation(expression).symbol?.name
  if (name === 'Set' || name === 'ReadonlySet') return '$Set_values'
  return name === 'Map' || name === 'ReadonlyMap' ? '$Map_entries' : undefined
}

/** Whether to read an expression twice does nothing more than to read it once. */
function isName(node) {
  if (ts.isIdentifier(node) || node.kind === ts.SyntaxKind.ThisKeyword) return true
  return ts.isPropertyAccessExpression(node) && !node.questionDotToken && isName(node.expression)
}

/** Whether an expression cannot stand in another function. */
function waits(node) {
  return (
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.forEachChild(node, waits) === true
  )
}

const seen = new Map()

/** A file's text with its calls changed, and which methods these want. */
function changed(source) {
  const known = seen.get(source)
  if (known !== undefined) return known
  const { text } = source
  const edits = []
  const wanted = new Set()
  const wrap = (method, node) => {
    wanted.add(method)
    edits.push({ from: node.getStart(source), to: node.getStart(source), put: `${method}(` })
    edits.push({ from: node.end, to: node.end, put: ')', ends: true })
  }
  const visitCall = (node) => {
    const { expression: object, name } = node.expression
    if (ts.isOptionalChain(node)) {
      // `list?.push(x)`, and nothing that goes on behind it.
      const isWhole = !(ts.isOptionalChain(node.parent) && node.parent.expression === node)
      if (node.questionDotToken || !isWhole) return
      if (!isName(object) && waits(node)) return
    }
    const isSuper = object.kind === ts.SyntaxKind.SuperKeyword
    const method = methodAt(name)
    if (method === undefined) return
    wanted.add(method)
    const from = object.getStart(source)
    const self = text.slice(from, object.end)
    // Behind the name, and what types stand there.
    const inside = text.indexOf('(', node.typeArguments?.end ?? name.end) + 1
    const comma = node.arguments.length > 0 ? ', ' : ''
    if (isSuper) edits.push({ from, to: inside, put: `${method}(this${comma}` })
    else if (ts.isOptionalChain(node) && isName(object)) {
      // Of a statement that begins with a parenthesis, the line above would make a call.
      const [opens, closes] = ts.isExpressionStatement(node.parent) ? ['', ''] : ['(', ')']
      const put = `${opens}${self} == null ? undefined : ${method}(${self}${comma}`
      edits.push({ from, to: inside, put })
      edits.push({ from: node.end, to: node.end, put: closes, ends: true })
    } else if (ts.isOptionalChain(node)) {
      wanted.add('$maybe')
      edits.push({ from, to: from, put: '$maybe(' })
      edits.push({ from: object.end, to: inside, put: `, ($) => ${method}($${comma}` })
      edits.push({ from: node.end, to: node.end, put: ')', ends: true })
    } else {
      edits.push({ from, to: from, put: `${method}(` })
      edits.push({ from: object.end, to: inside, put: comma })
    }
  }
  const visit = (node) => {
    if (ts.isNewExpression(node) && node.arguments?.length > 0) {
      const maker = MAKERS.get(node.expression.getText(source))
      if (maker !== undefined) {
        wanted.add(maker)
        edits.push({ from: node.getStart(source), to: node.arguments.pos, put: `${maker}(` })
      }
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) visitCall(node)
    if (ts.isForOfStatement(node) || ts.isSpreadElement(node)) {
      const method = iteratorOf(node.expression)
      if (method !== undefined) wrap(method, node.expression)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  // At one place what ends there comes first, then the outer before the inner, as they were found.
  edits.sort((a, b) => a.from - b.from || (b.ends ? 1 : 0) - (a.ends ? 1 : 0))
  let out = ''
  let at = 0
  for (const { from, to, put } of edits) {
    out += text.slice(at, from) + put
    at = to
  }
  const done = { code: out + text.slice(at), wanted }
  seen.set(source, done)
  return done
}

export function builtinMethods() {
  return {
    name: 'numpool:builtin-methods',
    enforce: 'pre',
    resolveId(id) {
      return id === ID ? RESOLVED : undefined
    },
    load(id) {
      return id === RESOLVED ? keeper() : undefined
    },
    transform(code, id) {
      const source = sources().getSourceFile(id)
      if (source === undefined || source.text !== code) return undefined
      const { code: out, wanted } = changed(source)
      if (wanted.size === 0) return undefined
      return { code: `${out}\nimport { ${[...wanted].join(', ')} } from '${ID}'\n`, map: null }
    },
  }
}
