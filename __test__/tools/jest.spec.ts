/**
 * Functions as Jest leaves them: in a vm context, with a module registry of its own, and imports compiled to CommonJS.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import ts from 'typescript'
import { afterAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
mkdirSync(join(ROOT, '.build'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.build/jest-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HELPERS = `
let calls = 0
export const unit = 3
export const scale = (x) => x * unit
export class Square { constructor(side) { this.side = side } area() { return this.side ** 2 } }
`

const TEST = `
import path from 'node:path'
import { threadId } from 'node:worker_threads'
import _, { chunk } from 'lodash'
import { Pool } from 'numpool'
import * as YAML from 'yaml'
import * as helpers from './helpers'
import { scale, Square } from './helpers'

let pool
beforeAll(() => { pool = new Pool(1, { engine: 'workers' }) })
afterAll(() => pool.terminate())

const local = (x) => scale(x) + 1

test('helpers', async () => {
  expect(await pool.map((x) => local(x), [1])).toEqual([4])
  expect(await pool.map((x) => helpers.scale(x) + helpers.unit, [1])).toEqual([6])
  expect(await pool.map((x) => new Square(x).area(), [2])).toEqual([4])
  expect(await pool.map(scale, [2])).toEqual([6])
})
test('async functions', async () => {
  expect(await pool.map(async (x) => { await null; return scale(x) }, [1])).toEqual([3])
})
test('Node', async () => {
  expect(await pool.map((name) => path.basename(name), ['a/b'])).toEqual(['b'])
  expect(await pool.apply(() => typeof threadId)).toBe('number')
})
test('packages', async () => {
  expect(await pool.map((list) => _.uniq(list), [[1, 1]])).toEqual([[1]])
  expect(await pool.map((list) => chunk(list, 1), [[1, 2]])).toEqual([[[1], [2]]])
  expect(await pool.map(_.uniq, [[1, 1]])).toEqual([[1]])
  // By reference: it has state and private classes.
  expect(await pool.map((text) => YAML.parse(text), ['a: 1'])).toEqual([{ a: 1 }])
  expect(await pool.map((text) => require('yaml').parse(text), ['a: 1'])).toEqual([{ a: 1 }])
})
// What clone had made was of Node's own realm: \`toStrictEqual\` and \`instanceof\` failed.
test('results are of the realm of the tests', async () => {
  const give = () => ({ list: [{ a: 1 }], map: new Map([[[1], { b: 2 }]]), set: new Set([[3]]), date: new Date(4), pattern: /x/y, numbers: Float64Array.of(5), bytes: Uint8Array.of(6), number: Object(7) })
  const results = [
    await pool.apply(give), (await pool.map(give, [1]))[0], pool.mapSync(give, [1])[0], (await pool.imap(give, [1]).next()).value,
  ]
  for (const result of results) {
    expect(result).toStrictEqual(give())
    expect(result.list instanceof Array && result instanceof Object && result.map instanceof Map && result.date instanceof Date).toBe(true)
    expect(result.pattern instanceof RegExp && result.numbers instanceof Float64Array && [...result.map.keys()][0] instanceof Array).toBe(true)
  }
  expect(await pool.map((x) => [x], [undefined, null, 1])).toStrictEqual([[undefined], [null], [1]])
  const node = Object.getPrototypeOf(Buffer.prototype)
  expect(Object.getPrototypeOf(results[0].bytes)).toBe(node)
})
test('errors are of the realm of the tests', async () => {
  const failure = (call) => call.then(() => { throw new Error('nothing thrown') }, (error) => error)
  const thrown = await failure(pool.map((x) => { throw Object.assign(new RangeError('mine', { cause: new TypeError('why') }), { list: [x] }) }, [1]))
  expect(thrown instanceof RangeError && thrown instanceof Error && thrown.cause instanceof TypeError && thrown.list instanceof Array).toBe(true)
  await expect(pool.apply(() => null.x)).rejects.toThrow(TypeError)
  await expect(pool.apply(() => new (require('node:url').URL)('no'))).rejects.toThrow(TypeError)
  const { PoolError, TaskTimeoutError, WorkerLostError } = require('numpool')
  const lost = await failure(pool.apply(() => process.exit(3)))
  expect(lost instanceof WorkerLostError && lost instanceof PoolError && lost instanceof Error).toBe(true)
  const uncaught = await failure(pool.apply(() => new Promise(() => { setTimeout(() => { throw new RangeError('late') }) })))
  expect(uncaught instanceof RangeError).toBe(true)
  await expect(pool.apply(() => new Promise(() => {}), [], { taskTimeout: 30 })).rejects.toThrow(TaskTimeoutError)
  expect(() => pool.map((x) => x, 5)).toThrow(TypeError)
  expect(() => pool.map((x) => x, [1], { chunkSize: 0 })).toThrow(RangeError)
  await expect(pool.map((x) => x, [new WeakMap()])).rejects.toThrow(Error)
  const memory = await failure(new Pool(1, { engine: 'workers', resourceLimits: { maxOldGenerationSizeMb: 20 } }).apply(() => { const all = []; for (;;) all.push(new Array(1e4).fill({})) }))
  expect(memory instanceof WorkerLostError && (memory.cause === undefined || memory.cause instanceof Error)).toBe(true)
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 20)
  const aborted = await failure(pool.apply(() => new Promise(() => {}), [], { signal: stop.signal }))
  expect(aborted).toBe(stop.signal.reason)
})
test('packages of a registry made anew', async () => {
  jest.resetModules()
  const again = require('lodash')
  expect(again).not.toBe(_)
  expect(await pool.map((list) => again.uniq(list), [[1, 1]])).toEqual([[1]])
})
test('a mocked package is refused, not replaced', async () => {
  jest.resetModules()
  jest.doMock('lodash', () => ({ uniq: jest.fn() }))
  const mocked = require('lodash')
  await expect(pool.map((list) => mocked.uniq(list), [[1, 1]])).rejects.toMatchObject({ code: 'ERR_NUMPOOL_CANNOT_TRAVEL' })
})
`

const CLOCK = `
// As with \`fakeTimers: { enableGlobally: true }\`: the package finds them when it is loaded.
jest.useFakeTimers({ now: 0 })
const { Pool } = require('numpool')
let pool
beforeAll(() => { jest.useFakeTimers({ now: 0 }); pool = new Pool(1, { engine: 'workers' }) })
afterAll(() => pool.terminate())

test('a clock that stands still', async () => {
  expect(await pool.map((x) => x + 1, [1, 2])).toEqual([2, 3])
  const calls = Array.from({ length: 2000 }, (_, i) => pool.applyAsync((x) => x + 1, [i]))
  expect((await Promise.all(calls))[1999]).toBe(2000)
  const never = () => new Promise(() => {})
  await expect(pool.apply(never, [], { timeout: 30 })).rejects.toMatchObject({ code: 'ERR_NUMPOOL_TIMEOUT' })
  await expect(pool.apply(never, [], { taskTimeout: 30 })).rejects.toMatchObject({ code: 'ERR_NUMPOOL_TASK_TIMEOUT' })
  expect(await pool.apply(() => new Date().getFullYear() > 2020)).toBe(true)
  expect(await pool.apply(() => new Intl.DateTimeFormat('en').format(5).length > 5)).toBe(true)
  expect(await pool.apply(() => new Promise((go) => process.nextTick(() => setTimeout(go, 5, 'on'))))).toBe('on')
})
`

test('a project of Jest’s', async () => {
  // As ts-jest and babel-jest compile.
  const compilerOptions = {
    module: ts.ModuleKind.CommonJS,
    target: ts.ScriptTarget.ES2022,
    esModuleInterop: true,
  }
  const compiled = (text: string): string =>
    ts.transpileModule(text, { compilerOptions }).outputText
  writeFileSync(join(folder, 'helpers.js'), compiled(HELPERS))
  writeFileSync(join(folder, 'pool.test.js'), compiled(TEST))
  writeFileSync(join(folder, 'clock.test.js'), CLOCK)
  writeFileSync(
    join(folder, 'jest.config.json'),
    '{ "testEnvironment": "node", "watchman": false }',
  )
  const report = join(folder, 'report.json')
  const flags = ['--rootDir', folder, '--json', `--outputFile=${report}`]
  await promisify(execFile)(
    process.execPath,
    [join(ROOT, 'node_modules/jest/bin/jest.js'), ...flags],
    { cwd: folder, timeout: 120_000 },
  ).catch(() => {})
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: {
      message: string
      assertionResults: { title: string; status: string; failureMessages: string[] }[]
    }[]
  }
  const told = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(
      ({ title, status, failureMessages }) =>
        `${title}: ${[status, ...failureMessages].join('\n')}`,
    ),
  )
  const titles = [
    'a clock that stands still',
    'helpers',
    'async functions',
    'Node',
    'packages',
    'results are of the realm of the tests',
    'errors are of the realm of the tests',
    'packages of a registry made anew',
    'a mocked package is refused, not replaced',
  ]
  expect(told.toSorted(), testResults.map(({ message }) => message).join('\n')).toEqual(
    titles.map((title) => `${title}: passed`).toSorted(),
  )
})
