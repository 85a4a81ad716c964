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
 * Puts the workers engine into `dist/workers.cjs`, read at the first task for a worker: half of the package, and so half of
 * the time that its import takes.
 */
const lazyWorkers: Plugin = {
  name: 'numpool:lazy-workers',
  resolveId(id, importer) {
    if (id === LAZY) return { id: './workers.cjs', external: 'relative' }
    return id.endsWith('/workers/lazy') && importer !== undefined ? `\0${LAZY}` : undefined
  },
  load(id) {
    if (id !== `\0${LAZY}`) return undefined
    return `export const workersEngine = () => require(${JSON.stringify(LAZY)}).WorkersEngine`
  },
}
const LAZY = 'numpool:workers'

export default defineConfig({
  entry: { index: 'src/index.ts', workers: 'src/engine/workers/engine.ts' },
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
