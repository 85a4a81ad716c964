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
