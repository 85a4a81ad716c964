/**
 * The build of the TypeScript half: one CommonJS file, so that `require` and `import` share one state.
 * The types users see are not made here: `index.d.ts` is the committed contract.
 */
import { dirname, resolve } from 'node:path'
import type { Plugin } from 'rolldown'
import { defineConfig } from 'tsdown'
import { workerEntry } from './scripts/worker-entry-plugin.mjs'

/**
 * Node reads a file of pure ASCII as it is and any other through a decoder that takes ten times as long. What is left
 * of other characters stands in string literals, where an escape means the same.
 */
const ascii = {
  name: 'numpool:ascii',
  renderChunk: (code: string) =>
    code.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
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
 * Puts the workers engine, and what else the first call of most programs does without, into `dist/workers.cjs`, read when the
 * first of it is needed: half of the package, and so half of the time that its import takes. The functions of its doors, plain
 * ones in the sources, become a `require` at the first call.
 */
const lazyWorkers: Plugin = {
  name: 'numpool:lazy-workers',
  resolveId(id, importer) {
    if (id === LAZY) return { id: './workers.cjs', external: 'relative' }
    if (importer === undefined || !/[/.]lazy$/.test(id)) return undefined
    const door = resolve(dirname(importer), id).split(/[\\/]/).at(-2)
    return door !== undefined && door in DOORS ? `\0${LAZY}/${door}` : undefined
  },
  load(id) {
    if (!id.startsWith(`\0${LAZY}/`)) return undefined
    return Object.entries(DOORS[id.slice(LAZY.length + 2)] ?? {})
      .map(
        ([door, part]) =>
          `let ${part}\nexport const ${door} = () => (${part} ??= require(${JSON.stringify(LAZY)}).${part})`,
      )
      .join('\n')
  },
}
const LAZY = 'numpool:workers'
/** By folder: the functions of its `lazy.ts`, and what of `src/lazy.ts` each gives. */
const DOORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  workers: { workersEngine: 'WorkersEngine' },
  codec: { encoder: 'encode' },
  function: {
    importFinder: 'importedAs',
    reloadChecker: 'isReload',
    selfNameCheck: 'refuseSelfNames',
  },
  imap: { imapOpener: 'openImap' },
  watch: { reporter: 'reportOf', barMaker: 'createBar', debugging: 'debug' },
}

export default defineConfig({
  entry: { index: 'src/index.ts', workers: 'src/lazy.ts' },
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
  // Comments would double the text that every import of the package reads; the source has them.
  outputOptions: { strict: true, comments: false, chunkFileNames: 'shared.cjs' },
  // The addon's loader stays a runtime require of a file beside the package.
  deps: { neverBundle: [/native\.js$/] },
  plugins: [workerEntry(), ascii, forImport, lazyWorkers],
})
