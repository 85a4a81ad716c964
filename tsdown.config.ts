/**
 * The build of the TypeScript half: one CommonJS file, so that `require` and `import` share one state.
 * The types users see are not made here: `index.d.ts` is the committed contract.
 */
import { dirname, resolve } from 'node:path'
import type { CodeSplittingNameFunction, Plugin } from 'rolldown'
import { defineConfig } from 'tsdown'
import { builtinMethods } from './scripts/builtin-methods-plugin.mjs'
import { originals } from './scripts/originals-plugin.mjs'
import { ascii, workerEntry } from './scripts/worker-entry-plugin.mjs'

/** Node reads a file of pure ASCII as it is and any other through a decoder that takes ten times as long. */
const asciiOnly = { name: 'numpool:ascii', renderChunk: ascii }

/**
 * What one chunk gives the others, it gives through accessors, as a variable may change. Constants, functions and classes do not:
 * as plain properties they take a third of a millisecond less of the import, and calls across chunks go straight.
 */
const plainExports = {
  name: 'numpool:plain-exports',
  renderChunk: (code: string, { fileName }: { fileName: string }) =>
    early(
      // Nobody else reads what they are; and a chunk is loaded in the middle of the program, which may have changed prototypes.
      code
        .replace(
          fileName === 'index.cjs'
            ? ''
            : /^Object\.defineProperty\(exports, Symbol\.toStringTag.*$/m,
          '',
        )
        .replace(
          /^Object\.defineProperty\(exports, '([\w$]+)', \{\s+enumerable: true,\s+get: function \(\) \{\s+return ([\w$]+);\s+\}\s+\}\);$/gm,
          (accessor, name: string, variable: string) => {
            const escaped = variable.replaceAll('$', '\\$')
            const fixed = new RegExp(
              `^(?:const ${escaped} =|(?:async )?function\\*? ${escaped}\\(|var ${escaped} = class\\b)`,
              'm',
            )
            return fixed.test(code) ? `exports.${name} = ${variable};` : accessor
          },
        ),
    ),
}

/** Gives out the language's methods where they are kept: with `NODE_DEBUG` the first chunk reads another before it ends. */
function early(code: string): string {
  const last = code.lastIndexOf('virtual:builtin-methods\n')
  const end = code.indexOf('//#endregion', last)
  if (last < 0) return code
  const given: string[] = []
  const rest = code.slice(end).replace(/^exports\.\$\w+ = \$\w+;\n/gm, (line) => {
    given.push(line)
    return ''
  })
  return code.slice(0, end) + given.join('') + rest
}

/**
 * What index.mjs imports. Before Node imports a CommonJS file it scans it for the names of its exports, with everything it
 * re-exports: 30 ms for the whole build. Behind a variable there is nothing to follow.
 */
const forImport: Plugin = {
  name: 'numpool:for-import',
  generateBundle() {
    const source = `"use strict";\nconst numpool = require("./index.cjs");\nmodule.exports = numpool;\n`
    this.emitFile({ type: 'asset', fileName: 'import.cjs', source })
  },
}

/**
 * What the first call of most programs does without goes into files of its own, each read when the first of it is needed:
 * most of the package, and so most of the time that its import takes. What they hold say the files of `src/chunks/`; the functions of
 * the doors to them, plain ones in the sources, become a `require` at the first call.
 */
const lazyChunks: Plugin = {
  name: 'numpool:lazy-chunks',
  resolveId(id, importer) {
    if (id.startsWith(LAZY)) return { id: `./${id.slice(LAZY.length)}.cjs`, external: 'relative' }
    if (importer === undefined || !/[/.]lazy$/.test(id)) return undefined
    const folder = resolve(dirname(importer), id).split(/[\\/]/).at(-2)
    return folder !== undefined && folder in DOORS ? `\0${LAZY}${folder}` : undefined
  },
  load(id) {
    if (!id.startsWith(`\0${LAZY}`)) return undefined
    return Object.entries(DOORS[id.slice(LAZY.length + 1)] ?? {})
      .map(([door, [chunk, part]]) => {
        const file = JSON.stringify(`${LAZY}${chunk}`)
        return `let $${part}\nexport const ${door} = () => ($${part} ??= require(${file}).${part})`
      })
      .join('\n')
  },
}
const LAZY = 'numpool:'
/** By folder: the functions of its `lazy.ts`, and which part of which chunk each gives. */
const DOORS: Readonly<
  Record<string, Readonly<Record<string, readonly [chunk: string, part: string]>>>
> = {
  workers: { workersEngine: ['workers', 'WorkersEngine'] },
  crew: { threadStarter: ['threads', 'startThread'] },
  pool: { longWay: ['calls', 'longWay'] },
  codec: { encoder: ['workers', 'encode'] },
  function: {
    importFinder: ['workers', 'importedAs'],
    selfNameCheck: ['workers', 'refuseSelfNames'],
    reloadChecker: ['workers', 'isReload'],
    tokenAnalyzer: ['seldom', 'analyzeTokens'],
    moduleScanner: ['seldom', 'scanModule'],
  },
  imap: { imapOpener: ['calls', 'openImap'] },
  watch: {
    reporter: ['seldom', 'reportOf'],
    barMaker: ['seldom', 'createBar'],
    debugging: ['seldom', 'debug'],
  },
}

/** Gives a module that an entry imports, by whatever way, its file. */
const common =
  (file: string, ...entries: readonly string[]): CodeSplittingNameFunction =>
  (id, context) => {
    const add = (module: string, to: Set<string>): Set<string> => {
      if (to.has(module)) return to
      to.add(module)
      for (const next of context.getModuleInfo(module)?.importedIds ?? []) add(next, to)
      return to
    }
    const isIn = (entry: string): boolean => {
      const modules = reached.get(entry) ?? add(resolve(entry), new Set())
      reached.set(entry, modules)
      return modules.has(id)
    }
    return id !== resolve(ENTRIES.index) && entries.every(isIn) ? file : null
  }
const reached = new Map<string, Set<string>>()
const ENTRIES = {
  index: 'src/index.ts',
  calls: 'src/chunks/calls.ts',
  threads: 'src/chunks/threads.ts',
  workers: 'src/chunks/workers.ts',
  seldom: 'src/chunks/seldom.ts',
}

/** Gives a module the first file that somebody has for it. */
const either =
  (...names: readonly CodeSplittingNameFunction[]): CodeSplittingNameFunction =>
  (id, context) =>
    names.map((name) => name(id, context)).find((file) => file !== null) ?? null

/**
 * Files of what several chunks need: what the import of the package brings along (and the few words that threads and workers have
 * in common, and calls and what is seldom needed: before the first thread, or in a first call, nothing is to be read but what it needs),
 * and what calls and workers have in common.
 */
const COMMON = {
  includeDependenciesRecursively: false,
  groups: [
    {
      name: either(
        common('shared', ENTRIES.index),
        common('shared', ENTRIES.threads, ENTRIES.workers),
        common('shared', ENTRIES.calls, ENTRIES.seldom),
      ),
      priority: 2,
    },
    { name: common('functions', ENTRIES.calls, ENTRIES.workers), priority: 1 },
  ],
}

export default defineConfig({
  entry: ENTRIES,
  format: 'cjs',
  platform: 'node',
  target: 'node20',
  outDir: 'dist',
  outExtensions: () => ({ js: '.cjs' }),
  dts: false,
  sourcemap: false,
  minify: false,
  clean: true,
  hash: false,
  // What COMMON asks for.
  inputOptions: { preserveEntrySignatures: 'allow-extension' },
  // Comments would double the text that every import of the package reads; the source has them.
  outputOptions: {
    strict: true,
    comments: false,
    chunkFileNames: '[name].cjs',
    codeSplitting: COMMON,
  },
  // The addon's loader stays a runtime require of a file beside the package.
  deps: { neverBundle: [/native\.js$/] },
  plugins: [
    builtinMethods(),
    originals(),
    workerEntry(),
    asciiOnly,
    plainExports,
    forImport,
    lazyChunks,
  ],
})
