/**
 * Functions, classes and objects that a module exports travel by reference: the worker imports them. Run as programs of their own
 * on the built package, as test runners put their own modules between.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { moduleInfo } from '../src/function/module-info'
import { scanModule } from '../src/function/module-info-fallback'
import { resolveImport } from '../src/function/resolve-import'

const FIXTURES = new URL('fixtures/references/', import.meta.url)
const fileIn = (name: string): string => fileURLToPath(new URL(name, FIXTURES))

/** The lines that a program prints, each a JSON text. */
async function run(name: string, env: Record<string, string> = {}): Promise<unknown[]> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [fileIn(name)], {
    timeout: 60_000,
    env: { ...process.env, ...env },
  })
  expect(stderr).toBe('')
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown)
}

const EXPECTED: Record<string, unknown> = {
  'a captured import, with its state': [1, 2],
  'the same state in the next task': 3,
  'an import passed itself': 4,
  'a class with private members': [1, 1],
  'an export given by the program': [...['first 1', 'first 1'], ...['mine 1', 'mine 1']],
  'an object with functions': 3,
  'an instance of a class': [6, 7],
  'a bound function': true,
  'a default export': [1, 2],
  'members of a namespace': ['number', 10],
  'a namespace as a whole': true,
  'data are as the caller has them': 7,
  'so is a number that has changed': 11,
  'shared memory stays shared': 9,
  'a parameter of the same name': 'mine',
  'primitives of Node are the worker’s': [true, false],
  'CommonJS by default import': ['number', 3, 'number', 42],
  'CommonJS passed itself': 1,
  'an export behind a getter': 'number',
  marked: ['<h1>a</h1>\n', '<p><em>b</em></p>\n'],
  'marked, captured': ['<p><em>b</em></p>\n'],
  yaml: [[{ a: 1 }, { a: 1 }]],
  'yaml, passed itself': [{ a: 1 }],
  lodash: [[1, 2]],
  'lodash, passed itself': [[1, 2]],
  'lodash-es': [[[1, 2], [3]]],
  'a closure of each turn': [
    [0, 'number'],
    [1, 'number'],
    [2, 'number'],
  ],
  'exports in a list': ['number', 'number'],
  'while the caller blocks': [['number', 1]],
  'a class of the package': 'UnknownExportError',
  'a function of the package': 1,
}

describe.each([
  ['V8', {}],
  ['the inspector', { NUMPOOL_CLOSURES: 'inspector' }],
])('an ES module program, its functions found by %s', (_, env) => {
  let results: Record<string, unknown>
  beforeAll(async () => {
    results = (await run('main.mjs', env as Record<string, string>))[0] as typeof results
  })

  test.each(Object.entries(EXPECTED))('%s', (name, expected) => {
    expect(results[name]).toEqual(expected)
  })

  test('nothing is forgotten', () => {
    expect(Object.keys(results)).toEqual(Object.keys(EXPECTED))
  })
})

test('a CommonJS program', async () => {
  expect(await run('main.cjs')).toEqual([
    {
      destructured: ['number', 3],
      whole: ['number', true],
      itself: 'number',
      node: [true, false],
      lodash: [[1, 2]],
      yaml: [{ a: 1 }],
      'of the main module': [2],
      // Both were once taken for what they stand in the place of.
      'put among the exports of another': ['a!'],
      'put on the console': ['(a)', '(b)'],
    },
  ])
})

// Natively they were constants of the main thread, so that the engine decided what a function found.
test('primitives that each thread has of its own are those of the worker, whatever the engine', async () => {
  const [esm] = (await run('thread-values.mjs')) as [Record<string, unknown>]
  const ofWorkers = [
    [1, 1],
    [-1, -1],
    [1, 2],
    [0, 0],
    [7, 7],
  ]
  expect(esm).toEqual({
    auto: ofWorkers,
    workers: ofWorkers,
    inline: [
      [0, 0],
      [0, 1],
      [1, 2],
      [0, 0],
      [7, 7],
    ],
    sync: [1, 1],
    explained: expect.stringMatching(
      /^`id` .*node:worker_threads, of which each thread has its own/,
    ),
    native: 'native',
    kernel: 'ERR_NUMPOOL_NOT_NATIVE',
  })
  const cjs = await run('thread-values.cjs')
  const own = [
    [1, 1],
    [-1, -1],
  ]
  expect(cjs).toEqual([
    {
      auto: own,
      workers: own,
      inline: [
        [0, 0],
        [0, 1],
      ],
    },
  ])
})

// It was looked for as `package/index.js`, not found, and run again by each worker.
test('the main module of a package that is run by its folder stays in its thread', async () => {
  expect(await run('package')).toEqual([true, [2]])
})

test('a module that throws in the worker fails the items, and nothing else', async () => {
  expect(await run('run-broken.mjs')).toEqual([
    [
      'ERR_NUMPOOL_MODULE_IMPORT',
      'ModuleImportError',
      './broken.mjs',
      'RangeError',
      'only in the main thread',
      0,
    ],
    'the pool goes on',
  ])
})

test('a module that calls a pool at its top level does not start workers of workers', async () => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [fileIn('run-recursive.mjs')],
    { timeout: 60_000 },
  )
  expect(JSON.parse(stdout)).toEqual([2])
  expect(stderr).toMatch(/^ERR_NUMPOOL_CANNOT_TRAVEL .*while this worker imports .*isMainThread/)
})

test('variables of the module that the initializer is from', async () => {
  expect(await run('run-store.mjs')).toEqual([['a:1', 'a:2'], ['set:b:1']])
})

describe('what a file imports and exports', () => {
  test('is the same by the parser and by tokens', () => {
    for (const name of ['state.mjs', 'store.mjs', 'main.cjs']) {
      const info = moduleInfo(fileIn(name))
      if (info === undefined) throw new Error(`${name} was not read`)
      const scanned = scanModule(info.text)
      expect(scanned?.esm).toBe(info.esm)
      const exported = scanned?.exports.filter(({ local }) => local !== '*default*')
      expect(info.exports).toEqual(expect.arrayContaining(exported ?? []))
      for (const one of scanned?.declared ?? [])
        if (one.local !== '*default*') expect(info.declared).toContainEqual(one)
    }
    const imports = scanModule(
      "import a, { b as c } from 'x'\nimport * as d from \"./y.js\"\nimport type { T } from 'z'\na(c.d, d.e)",
    )?.imports
    // `c.d` is a use; a bare name among arguments might be a parameter.
    expect(imports?.map(({ local, imported, source }) => [local, imported, source])).toEqual([
      ['a', 'default', 'x'],
      ['c', 'b', 'x'],
      ['d', '*', './y.js'],
    ])
    expect(scanModule("import { a } from 'x'\nconst f = (a) => a")?.imports).toEqual([])
  })

  test('specifiers are found as Node finds them', () => {
    const from = fileIn('main.mjs')
    expect(resolveImport('./state.mjs', from)).toBe(fileIn('state.mjs'))
    expect(resolveImport('./state.mjs?again', from)).toBe(fileIn('state.mjs'))
    expect(resolveImport('./nowhere.mjs', from)).toBeUndefined()
    expect(resolveImport('marked', from)).toMatch(/marked[\\/]lib[\\/]marked\.esm\.js$/)
    expect(resolveImport('lodash/fp', from)).toMatch(/lodash[\\/]fp\.js$/)
    expect(resolveImport('lodash-es', from)).toMatch(/lodash-es[\\/]lodash\.js$/)
    expect(resolveImport('numpool', from)).toMatch(/[\\/]index\.mjs$/)
    expect(resolveImport('yaml/package.json', from)).toMatch(/yaml[\\/]package\.json$/)
    for (const specifier of ['data:text/javascript,1', 'http://a/b.js', '#own', 'no-such-package'])
      expect(resolveImport(specifier, from)).toBeUndefined()
  })
})
