/** What data may not do: name code, become code, or reach memory that is not its own. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished } from 'vitest'
import { kernel, Pool, sharedEmpty } from '../../src/index'
import { PACKAGE } from '../support/child'
import { METHODS, SIZES, withPool } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

// biome-ignore lint/suspicious/noExplicitAny: what a program in JavaScript could do
type Loose = any

describe('row 42: a module by a string', () => {
  for (const url of [
    'data:text/javascript,export const work = () => 1',
    'http://localhost/tasks.mjs',
    'https://localhost/tasks.mjs',
    '../tasks.mjs',
    './tasks.mjs',
    '/etc/passwd',
    'C:\\tasks.mjs',
    '\\\\server\\share\\tasks.mjs',
    '//server/share/tasks.mjs',
    '',
    'tasks.mjs\0.txt',
  ])
    fault(`row 42: ${JSON.stringify(url)} is refused, or an error of its call`, 1500, async () => {
      const pool = new Pool(1, { engine: 'workers' }) as Loose
      const told = await (async () => {
        const tasks = pool.module(url)
        return pool.apply(tasks.work, [1])
      })().then(
        (value: unknown) => ({ value }),
        (error: unknown) => error,
      )
      expect(told).toBeInstanceOf(Error)
      expect(String((told as Error).message)).not.toMatch(/root:/)
      await pool.terminate()
    })
})

fault('row 42: only exports of its own are tasks', 2000, () =>
  withPool(1, async (pool) => {
    const dir = mkdtempSync(join(tmpdir(), 'numpool-'))
    onTestFinished(() => rmSync(dir, { recursive: true }))
    const file = join(dir, 'tasks.mjs')
    writeFileSync(file, 'export const one = () => 1; export const word = "x"; export default 5')
    const tasks = (pool as Loose).module(pathToFileURL(file))
    expect(await pool.apply(tasks.one)).toBe(1)
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'word', 'none'])
      await expect((async () => pool.apply(tasks[name]))(), name).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_NUMPOOL_(UNKNOWN_EXPORT|INVALID_ARG)$/),
      })
    // A proxy that answers `then` would be taken for a promise.
    expect(await (async () => tasks)()).toBe(tasks)
  }),
)

describe.each(METHODS)('%s', (way) => {
  fault('row 43: text is not a function', 1000, async () => {
    const pool = new Pool(1) as Loose
    for (const fn of [
      '(x) => x',
      'process.exit()',
      new String('x'),
      { call: 1 },
      null,
      undefined,
      1,
      /x/,
    ])
      expect(() => pool[way](fn, [1])).toThrow(
        expect.objectContaining({ name: 'TypeError', code: 'ERR_NUMPOOL_INVALID_ARG' }),
      )
    await pool.terminate()
  })
})

fault('row 43: nor elsewhere where one is taken', 1000, async () => {
  const pool = new Pool(1) as Loose
  const refused = expect.objectContaining({ code: 'ERR_NUMPOOL_INVALID_ARG' })
  for (const method of [
    'mapSync',
    'starmap',
    'starmapAsync',
    'starmapSync',
    'mapAsync',
    'apply',
    'applySync',
  ])
    expect(() => pool[method]('x => x', [1])).toThrow(refused)
  expect(() => pool.explain('x => x')).toThrow(refused)
  expect(() => (kernel as Loose)('x => x')).toThrow(refused)
  expect(() => new Pool({ initializer: 'f' } as Loose)).toThrow(refused)
  for (const option of ['onProgress', 'callback', 'errorCallback'])
    expect(() => pool.mapAsync((x: number) => x, [1], { [option]: 'alert(1)' })).toThrow(refused)
  await pool.terminate()
})

fault(
  'row 43: nothing in the package makes code of strings but the compiling of functions',
  1000,
  async () => {
    const dist = join(PACKAGE, 'dist')
    const files = readdirSync(dist).filter((name) => /\.[cm]?js$/.test(name))
    expect(files.length).toBeGreaterThan(1)
    for (const name of files) {
      const text = readFileSync(join(dist, name), 'utf8')
      expect(
        text.match(/\bnew Function\b|(?<![.\w'"`])Function\(|(?<![.\w'"`])eval\(/g),
        name,
      ).toBeNull()
    }
  },
)

describe.each(SIZES)('%i workers', (size) => {
  fault('row 43: works where code generation from strings is switched off', 2000, async () => {
    const ended = await faultChild(
      `const pool = new numpool.Pool(${size}, { engine: 'workers' })
      const k = 2
      const helper = (x) => x * k
      class Point { constructor(x) { this.x = x } double() { return helper(this.x) } }
      console.log(await pool.map((x) => new Point(x).double(), [1, 2]), pool.mapSync((x) => x * k, [1, 2]))
      console.log(await pool.apply(() => { try { return new Function('return 1')() } catch (error) { return error.name } }))
      console.log((await pool.map((x) => x * k, Float64Array.of(1, 2), { engine: 'auto' })).join())`,
      { args: ['--disallow-code-generation-from-strings'] },
    )
    expect(ended).toMatchObject({
      code: 0,
      stdout: '[ 2, 4 ] [ 2, 4 ]\nEvalError\n2,4\n',
      stderr: '',
    })
  })

  fault(
    'row 44: tasks find no way to the pool: no port, no ledger, no other task’s memory',
    2000,
    () =>
      withPool(size, async (pool) => {
        const found = await pool.apply(() => {
          const threads = process.getBuiltinModule('node:worker_threads')
          const { parentPort, workerData, getEnvironmentData } = threads
          const names = Object.getOwnPropertyNames(globalThis).filter((name) =>
            /numpool|ledger|boot/i.test(name),
          )
          return {
            workerData: workerData as unknown,
            listeners: parentPort?.listenerCount('message'),
            environment: getEnvironmentData('numpool'),
            names,
            argv: process.argv.length,
          }
        })
        expect(found).toMatchObject({
          workerData: null,
          listeners: 0,
          environment: undefined,
          names: [],
        })
        // Captured values of one call are not there for another.
        const secret = `secret ${Math.random()}`
        expect(await pool.apply(() => secret.length)).toBe(secret.length)
        const leaked = await pool.apply(() =>
          Object.getOwnPropertyNames(globalThis).filter((name) => {
            const value = Reflect.get(globalThis, name) as unknown
            return typeof value === 'string' && value.startsWith('secret')
          }),
        )
        expect(leaked).toEqual([])
      }),
  )
})

fault('row 44: shared memory is zeroed, whatever lay there before', 4000, async () => {
  for (let round = 0; round < 30; round++) {
    const n = 1 << (10 + (round % 8))
    const array = sharedEmpty(n, 'float64')
    expect(array.every((x) => Object.is(x, 0))).toBe(true)
    array.fill(round + 1.5)
    ;(globalThis as { gc?: () => void }).gc?.()
  }
  // Nothing with a name that another process could open.
  if (process.platform === 'linux')
    expect(readdirSync('/dev/shm').filter((name) => /numpool/i.test(name))).toEqual([])
})

fault('row 44: results are never what another call left behind', 4000, () =>
  withPool(2, async (pool) => {
    for (let round = 0; round < 20; round++) {
      const data = new Float64Array(20_000).fill(round)
      const [a, b] = await Promise.all([
        pool.map((x: number) => x + 0.25, data),
        pool.map((x: number) => x + 0.5, data),
      ])
      expect(a.every((x) => x === round + 0.25)).toBe(true)
      expect(b.every((x) => x === round + 0.5)).toBe(true)
    }
  }),
)
