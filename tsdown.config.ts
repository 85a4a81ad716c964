/**
 * The build of the TypeScript half: one CommonJS file, so that `require` and `import` share one state.
 * The types users see are not made here: `index.d.ts` is the committed contract.
 */
import { defineConfig } from 'tsdown'
import { workerEntry } from './scripts/worker-entry-plugin.mjs'

export default defineConfig({
  entry: { index: 'src/index.ts' },
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
  outputOptions: { strict: true },
  // The addon's loader stays a runtime require of a file beside the package.
  deps: { neverBundle: [/native\.js$/] },
  plugins: [workerEntry()],
})
