/**
 * Functions of the language that somebody has replaced after the package was loaded: a mock on the pool's thread, a task in its worker. What
 * the pool does depends on none of them. (`Math.max` mocked used to be an error of every call, `Math.round` or `Atomics.load` a hang.)
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import * as kept from '../src/platform/originals'
import { PACKAGE, runChild } from './support/child'

const KEPT = Object.keys(kept).map((name) => name.replace('_', '.'))

describe('the built package', () => {
  test.each(readdirSync(join(PACKAGE, 'dist')))(
    '%s asks no built-in object for a function',
    (file) => {
      const code = readFileSync(join(PACKAGE, 'dist', file), 'utf8')
        // Text: for the inspector, a worker's first line, the workers' half, and what the bundler puts at the top.
        .replace(/^const (?:EXPRESSION|start|code) = .*$/gm, '')
        .replace(/^Object\.defineProperty\(exports,.*$/gm, '')
      const asked =
        /(?<![\w$."'`])(?:Math|JSON|Atomics|Reflect|Object|Number|Array|ArrayBuffer|Promise|Error|Symbol)\.(?!prototype\b)[a-z]\w*\(/g
      // Where they are kept, and what makes them of their owner.
      const found = Array.from(code.matchAll(asked), ([text]) => text)
      expect(found).toEqual([])
    },
  )
})

/** What calls of each kind give, with `patch` before them. */
const calls = (patch: string): string => `
  const pool = new numpool.Pool(2, { engine: 'workers' })
  const { log } = console, { then } = Promise.prototype, TypedArray = Object.getPrototypeOf(Uint8Array)
  const joined = Function.prototype.call.bind(Array.prototype.join), map = new Map([[1, 2]])
  ${patch}
  const k = 3
  const told = []
  const tell = (value) => { told[told.length] = value }
  tell(joined(await pool.map((x) => x * k, [1, 2])))
  tell(await pool.apply((text) => text + '!', ['a']))
  tell(joined(await pool.map((o) => o.a.size, [{ a: map }])))
  tell(joined(await pool.map((x) => x * 2 + 1, Float64Array.of(1, 2))))
  tell(joined(pool.mapSync((x) => x + 'z', [1, 2])))
  for await (const x of pool.imap((x) => x + 1, [1])) tell(x)
  const failed = (call) => new Promise((go) => then.call(call, go, go))
  tell((await failed(pool.map((x) => { throw new RangeError('no') }, [1]))).message)
  tell((await failed(pool.apply(() => process.exit(3)))).exitCode)
  tell((await failed(pool.apply(() => { for (;;); }, [], { timeout: 40 }))).code)
  tell((await failed(pool.apply(() => new Promise(() => {}), [], { taskTimeout: 40 }))).code)
  await pool.terminate()
  log(joined(told, ' '))`

const SAME = '3,6 a! 1 3,5 1z,2z 2 no 3 ERR_NUMPOOL_TIMEOUT ERR_NUMPOOL_TASK_TIMEOUT\n'

describe.each(['Math', 'JSON', 'Atomics', 'Reflect', 'Object', 'Number'])('%s', (owner) => {
  const names = KEPT.filter((name) => name.startsWith(`${owner}.`)).map(
    (name) => name.split('.')[1],
  )

  test.each(['throw new Error("mocked")', ''])(
    'on the pool’s thread, mocked by `%s`',
    async (body) => {
      const ended = await runChild(
        calls(`for (const name of ${JSON.stringify(names)}) ${owner}[name] = () => { ${body} }`),
        { limit: 60_000 },
      )
      expect(ended).toMatchObject({ code: 0, stdout: SAME, stderr: '' })
    },
  )

  test('in a worker, replaced by a task', async () => {
    const ended = await runChild(
      calls(
        `for (let i = 0; i < 2; i++) await pool.map((names) => { for (const name of names) ${owner}[name] = () => { throw new Error('replaced') } }, [${JSON.stringify(names)}, ${JSON.stringify(names)}], { chunkSize: 1 })`,
      ),
      { limit: 60_000 },
    )
    expect(ended).toMatchObject({ code: 0, stdout: SAME, stderr: '' })
  })
})

/** The methods that the built package keeps, by owner. */
const METHODS = Array.from(
  readFileSync(join(PACKAGE, 'dist/shared.cjs'), 'utf8').matchAll(
    /^const \$(\w+?)_(\w+) = bind\(call, (.+)\.\w+\);$/gm,
  ),
  ([, owner = '', name = '', prototype = '']) => ({ owner, name, prototype }),
)

/** What Node itself needs of arrays when a thread is started, and ends. */
const NODES = ['pop', 'push', 'shift', 'splice']

// Most of these were the error of a call; some a hang, or a wrong result where the mock returned nothing (`Map.prototype.has`).
describe.each(['Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'String', 'TypedArray'])(
  'methods of %s',
  (owner) => {
    const kept = METHODS.filter((method) => method.owner === owner)
    const { prototype } = kept[0] ?? {}
    const names = kept.map(({ name }) => name)

    test.each(['throw new Error("mocked")', ''])(
      'on the pool’s thread, mocked by `%s`',
      async (body) => {
        expect(names.length).toBeGreaterThan(0)
        const mocked = names.filter((name) => owner !== 'Array' || !NODES.includes(name))
        const ended = await runChild(
          calls(
            // What Node asks of them once, at the first thread's start.
            `void process.allowedNodeEnvironmentFlags; const prototype = ${prototype}; for (const name of ${JSON.stringify(mocked)}) Object.defineProperty(prototype, name, { value: () => { ${body} } })`,
          ),
          { limit: 60_000 },
        )
        expect(ended).toMatchObject({ code: 0, stdout: SAME, stderr: '' })
      },
    )
  },
)

test('what breaks protocols that the pool needs breaks the pool, and leaves nobody waiting', async () => {
  const ended = await runChild(`
    const pool = new numpool.Pool(2, { engine: 'workers' })
    const call = pool.map((x) => x + 1, [1, 2, 3])
    Object.getPrototypeOf(new Set().values()).next = () => { throw new Error('broken') }
    const error = await call.catch((error) => error)
    console.log(error.code, error.cause.message)
    process.exit()`)
  expect(ended).toMatchObject({ code: 0, stdout: 'ERR_NUMPOOL_BROKEN_POOL broken\n', stderr: '' })
})
