/**
 * The build of the TypeScript half: one CommonJS file, so that `require` and `import` share one state.
 * The types users see are not made here: `index.d.ts` is the committed contract.
 */
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
 * Puts the workers engine and the codec into `dist/workers.cjs`, read when the first of it is needed: half of the package, and
 * so half of the time that its import takes. The doors to it, from source plain functions, become a `require` at each call.
 */
const lazyWorkers: Plugin = {
  name: 'numpool:lazy-workers',
  resolveId(id, importer) {
    if (id === LAZY) return { id: './workers.cjs', external: 'relative' }
    const door = Object.keys(DOORS).find((path) => id.endsWith(path))
    return door === undefined || importer === undefined ? undefined : `\0${LAZY}${door}`
  },
  load(id) {
    if (!id.startsWith(`\0${LAZY}`)) return undefined
    const [door, part] = DOORS[id.slice(LAZY.length + 1)] as [string, string]
    return `export const ${door} = () => require(${JSON.stringify(LAZY)}).${part}`
  },
}
const LAZY = 'numpool:workers'
/** For each door its function and what that gives, by the end of the import's path. */
const DOORS: Record<string, [string, string]> = {
  '/workers/lazy': ['workersEngine', 'WorkersEngine'],
  '/codec/lazy': ['encoder', 'encode'],
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
