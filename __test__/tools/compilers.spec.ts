/**
 * Functions as they look after the tools that compile TypeScript: each tool compiles, or runs, the same program.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type BuildOptions, build as bundle, transformSync } from 'esbuild'
import { createInstrumenter } from 'istanbul-lib-instrument'
import { rolldown } from 'rolldown'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const FIXTURES = fileURLToPath(new URL('../fixtures/tools/', import.meta.url))
const PROGRAM = join(FIXTURES, 'program.ts')
const FILES = ['helpers', 'program']

const EXPECTED = {
  'a helper with a helper': [12, 15],
  'module-level values': 1,
  'a class and its parent': [[4, true, 4]],
  'an import of the program': [4],
  'an import passed itself': [8],
  'a default import': [[1]],
  'a named import': ['<p><em>a</em></p>\n'],
  'a primitive of Node': true,
  'an async function': ['a1', 'b2'],
  'optional chaining and defaults': ['none', 5],
  'a method': 6,
  'a closure of each turn': [0, 3, 6],
}

// Inside the package, so that its own name and the packages of the tests are found.
let folder: string
beforeAll(() => {
  mkdirSync(join(ROOT, '.build'), { recursive: true })
  folder = mkdtempSync(join(ROOT, '.build/tools-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function run(file: string, ...flags: string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, file], {
    timeout: 60_000,
    cwd: ROOT,
  })
  return JSON.parse(stdout)
}

/** Puts a file of its own folder there and gives its path. */
function put(name: string, text: string): string {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

const source = (name: string): string => readFileSync(join(FIXTURES, `${name}.ts`), 'utf8')

/** The program and its helpers through a compiler that takes one file at a time; the program's path. */
function each(
  kind: string,
  extension: string,
  compile: (text: string, name: string) => string,
): string {
  const [, program] = FILES.map((name) => {
    const text = compile(source(name), name)
    // Node wants to be told the extension.
    return put(
      `${kind}/${name}${extension}`,
      text.replaceAll(/(['"])\.\/helpers\1/g, `'./helpers${extension}'`),
    )
  })
  return program as string
}

describe('TypeScript', () => {
  test.each([
    ['ES modules', ts.ModuleKind.ESNext, ts.ScriptTarget.ES2022, '.mjs'],
    ['CommonJS', ts.ModuleKind.CommonJS, ts.ScriptTarget.ES2022, '.cjs'],
    [
      'ES2015, with helpers for async functions',
      ts.ModuleKind.CommonJS,
      ts.ScriptTarget.ES2015,
      '.cjs',
    ],
    ['ES5, classes as functions', ts.ModuleKind.CommonJS, ts.ScriptTarget.ES5, '.cjs'],
  ])('%s', async (name, module, target, extension) => {
    const compilerOptions: ts.CompilerOptions = {
      module,
      target,
      esModuleInterop: true,
      ignoreDeprecations: '6.0',
    }
    const program = each(
      `ts-${name}`,
      extension,
      (text) => ts.transpileModule(text, { compilerOptions }).outputText,
    )
    expect(await run(program)).toEqual(EXPECTED)
  })
})

describe('esbuild', () => {
  test.each([
    ['ES modules', 'esm', false],
    ['ES modules, minified', 'esm', true],
    ['CommonJS', 'cjs', false],
    ['CommonJS, minified', 'cjs', true],
  ] as const)('%s, keeping names', async (name, format, minify) => {
    const extension = format === 'esm' ? '.mjs' : '.cjs'
    const program = each(`esbuild-${name}`, extension, (text) => {
      const { code } = transformSync(text, {
        loader: 'ts',
        format,
        minify,
        keepNames: true,
        target: 'node20',
      })
      return code
    })
    expect(await run(program)).toEqual(EXPECTED)
  })

  test.each([
    ['esm', { minify: true, keepNames: true }],
    ['cjs', { keepNames: true }],
  ] as const)('a bundle (%s)', async (format, options: BuildOptions) => {
    const outfile = join(folder, `bundle-${format}.${format === 'esm' ? 'mjs' : 'cjs'}`)
    await bundle({
      ...options,
      entryPoints: [PROGRAM],
      bundle: true,
      platform: 'node',
      packages: 'external',
      format,
      outfile,
      logLevel: 'silent',
    })
    expect(await run(outfile)).toEqual(EXPECTED)
  })
})

describe('in a bundle, what an import has become is refused with the way out', () => {
  // Without that, people were told to import inside the function, which a bundler turns into a variable again.
  const HINT =
    'This file is a bundle: leave the package that it belongs to external, or give the task an entry file of its own (pool.module).'
  const entry = (): string => {
    put('state/node_modules/keeps/package.json', '{ "name": "keeps", "main": "index.js" }')
    put(
      'state/node_modules/keeps/index.js',
      'const seen = new WeakMap(); const get = (x) => seen.get(x); exports.client = { ask: (x) => get(x) }',
    )
    return put(
      'state/entry.mjs',
      `import { client } from 'keeps'
      import { Pool } from 'numpool'
      const pool = new Pool(1)
      const tell = (run) => run.then(() => 'it travelled', (error) => error.code + ' ' + error.message)
      console.log(JSON.stringify([
        await tell(pool.map((x) => client.ask(x), [{}])),
        await tell(pool.map(async (x) => (await import('keeps')).client.ask(x), [{}])),
      ]))
      await pool.terminate()`,
    )
  }
  const expectRefused = (messages: unknown): void => {
    expect(messages).toHaveLength(2)
    for (const message of messages as string[]) {
      expect(message).toMatch(/^ERR_NUMPOOL_CANNOT_TRAVEL .*reaches it through `/)
      expect(message).toContain(HINT)
    }
    expect(messages).toHaveProperty('0', expect.stringContaining('holds a WeakMap'))
  }

  test.each([false, true])('esbuild, minify: %s', async (minify) => {
    const outfile = join(folder, `state-${minify}.mjs`)
    await bundle({
      entryPoints: [entry()],
      bundle: true,
      minify,
      platform: 'node',
      external: ['numpool'],
      // As a bundle of some size: a minified line of a few words tells nothing.
      banner: { js: `/*! ${'licence '.repeat(500)}*/` },
      format: 'esm',
      outfile,
      logLevel: 'silent',
    })
    expectRefused(await run(outfile))
  })

  test('rolldown', async () => {
    const made = await rolldown({ input: entry(), platform: 'node', external: ['numpool'] })
    const { output } = await made.generate({ format: 'esm', codeSplitting: false })
    await made.close()
    expectRefused(await run(put('state-rolldown.mjs', output[0].code)))
  })
})

test('rolldown, which is vite’s bundler', async () => {
  const made = await rolldown({
    input: PROGRAM,
    platform: 'node',
    external: [/^node:/, 'lodash', 'marked', 'numpool'],
  })
  const { output } = await made.generate({ format: 'esm', minify: true })
  await made.close()
  expect(await run(put('rolldown.mjs', output[0].code))).toEqual(EXPECTED)
})

test('tsx', async () => {
  expect(await run(PROGRAM, '--import', 'tsx')).toEqual(EXPECTED)
})

describe('tsx, files of one kind or the other', () => {
  // On Node 20 workers were to import what tsx reads in the main thread alone; in later versions its hooks are each thread's own, and
  // workers had none. (On Node 20 a `.cts` program cannot require a package under tsx, with or without workers.)
  const kinds = Number.parseInt(process.versions.node, 10) >= 22 ? ['.mts', '.cts'] : ['.mts']
  test.each(kinds)('%s', async (extension) => {
    const program = each(`tsx${extension}`, extension, (text) => text)
    expect(await run(program, '--import', 'tsx')).toEqual(EXPECTED)
  })

  test('a program of CommonJS', async () => {
    // What hooks load on Node 20 has a `require` without a cache, in which the addon was looked for.
    const program = put(
      'tsx-require.cts',
      `const numpool: typeof import('numpool') = require('numpool')
      const pool = new numpool.Pool(1, { engine: 'workers' })
      const unit: number = 2
      pool.map((x: number): number => x * unit, [1, 2]).then((got) => {
        console.log(JSON.stringify(got))
        pool.close()
      })`,
    )
    expect(await run(program, '--import', 'tsx')).toEqual([2, 4])
  })
})

test('istanbul: counters in every function', async () => {
  const instrumenter = createInstrumenter({ esModules: true, compact: false })
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 }
  const program = each('istanbul', '.mjs', (text, name) =>
    instrumenter.instrumentSync(
      ts.transpileModule(text, { compilerOptions }).outputText,
      `${name}.mjs`,
    ),
  )
  expect(readFileSync(program, 'utf8')).toContain('cov_')
  expect(await run(program)).toEqual(EXPECTED)
})
