// The module `virtual:worker-entry`: the whole worker half, bundled to one CommonJS string, so that no bundler, asar or
// single-file executable can lose a file of it. A worker starts from `new Worker(start, { eval: true, workerData: { code, compiled, … } })`:
// of the text that is to be evaluated Node makes copies, and newer versions parse it three times, so that text is one line. What V8 has
// made of the code already is in `compiled` (`crew/thread.ts`): how many bytes there are, 0 for none, and the bytes.
// One plugin for tsdown (the build) and vite (the tests): both speak rollup's plugin interface.
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { originals } from './originals-plugin.mjs'

const ID = 'virtual:worker-entry'
const RESOLVED = `\0${ID}`
const NAME = '[worker eval]'
const START =
  `{ const { code, compiled } = require('node:worker_threads').workerData, length = Atomics.load(new Int32Array(compiled, 0, 1), 0); ` +
  `require('node:vm').compileFunction(code, ['require'], { filename: '${NAME}', cachedData: length === 0 ? undefined : new Uint8Array(compiled, 4, length) })(require) }`
const ENTRY = fileURLToPath(new URL('../src/engine/workers/entry/index.ts', import.meta.url))

/**
 * The code without any character that is not ASCII: one such would make V8 keep the whole text, and every copy of it, with two
 * bytes a character. What there is stands in string literals, where an escape means the same.
 */
export function ascii(code) {
  return code.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** @returns {{ code: string, modules: string[] }} the bundled worker half and the files it was made of */
async function bundleEntry() {
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'node',
    external: /^node:/,
    transform: { target: 'node20' },
    plugins: [originals()],
    treeshake: true,
  })
  try {
    const { output } = await bundle.generate({
      format: 'cjs',
      codeSplitting: false,
      strict: true,
      comments: false,
      // Less to parse, for the pool's thread and each worker. Names stay: errors show them.
      minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    })
    const [chunk] = output
    return { code: ascii(chunk.code), modules: chunk.moduleIds.filter((id) => id.startsWith('/')) }
  } finally {
    await bundle.close()
  }
}

export function workerEntry() {
  return {
    name: 'numpool:worker-entry',
    resolveId(id) {
      return id === ID ? RESOLVED : undefined
    },
    async load(id) {
      if (id !== RESOLVED) return undefined
      const { code, modules } = await bundleEntry()
      for (const file of modules) this.addWatchFile(file)
      return `export const name = ${JSON.stringify(NAME)}\nexport const start = ${JSON.stringify(START)}\nexport const code = ${JSON.stringify(code)}`
    },
  }
}
