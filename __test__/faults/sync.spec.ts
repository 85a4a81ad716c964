/**
 * Callers that block: `mapSync` and `applySync` on workers, from the main thread and from a worker of the program's own. Deaths
 * and timeouts are seen meanwhile, and a worker that wants something of the blocked thread does not wait for it for ever.
 */
import { describe, expect } from 'vitest'
import { PACKAGE as ROOT } from '../support/child'
import { SIZES } from './support/matrix'
import { type FaultChild, fault, faultChild } from './support/watchdog'

/** Runs the program in the main thread or in a worker thread; it says `say(...)`, which is in order and at once. */
function run(
  where: Place,
  size: number,
  program: string,
  options: FaultChild = {},
): ReturnType<typeof faultChild> {
  const body = `
    const say = (...words) => require('node:fs').writeSync(1, words.map((word) => typeof word === 'string' ? word : JSON.stringify(word)).join(' ') + '\\n')
    const pool = new numpool.Pool(${size}, { engine: 'workers' })
    const attempt = (call) => { try { return call() } catch (error) { return error.code + ' ' + (error.exitCode ?? '') } }
    ${program}`
  const inside = `const numpool = require(${JSON.stringify(ROOT)}); (async () => { ${body} })()`
  return faultChild(
    where === 'the main thread'
      ? body
      : `const own = new (require('node:worker_threads').Worker)(${JSON.stringify(inside)}, { eval: true })
         console.log('exit', await new Promise((resolve) => own.on('exit', resolve)))`,
    options,
  )
}

const PLACES = ['the main thread', 'a worker'] as const
type Place = (typeof PLACES)[number]

const MATRIX = PLACES.flatMap((place) => SIZES.map((size) => [place, size] as const))

describe.each(MATRIX)('from %s, %i workers', (place, size) => {
  const call = (program: string, options?: FaultChild): ReturnType<typeof faultChild> =>
    run(place, size, program, options)
  /** What was said, without what the frame says. */
  const lines = (ended: { stdout: string }): string[] =>
    ended.stdout.split('\n').filter((line) => line !== '' && line !== 'exit 0')

  fault('sync: results, failures, deaths and timeouts while blocked', 4000, async () => {
    const ended = await call(`
      say(pool.mapSync((x) => x * 2, [1, 2, 3]), pool.applySync((a, b) => a + b, [1, 2]))
      say(pool.mapSync(async (x) => { await new Promise((go) => setTimeout(go, 5)); return x }, [1, 2]))
      say(attempt(() => pool.mapSync((x) => { if (x === 2) process.exit(3); return x }, [1, 2, 3], { chunkSize: 1 })))
      say(attempt(() => pool.applySync(async () => { await undefined; process.exit(4) })))
      say(attempt(() => pool.applySync(() => { for (;;); }, [], { timeout: 100 })))
      say(attempt(() => pool.applySync(() => new Promise(() => {}), [], { timeout: 100 })))
      say(attempt(() => pool.mapSync(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), [1, 2], { timeout: 100 })))
      say(pool.mapSync((x) => x + 1, [1, 2]))
      say(await pool.map((x) => x + 1, [1, 2]))
      await pool.terminate()`)
    expect(lines(ended), ended.stderr).toEqual([
      '[2,4,6] 3',
      '[1,2]',
      'ERR_NUMPOOL_WORKER_LOST 3',
      'ERR_NUMPOOL_WORKER_LOST 4',
      'ERR_NUMPOOL_TIMEOUT ',
      'ERR_NUMPOOL_TIMEOUT ',
      'ERR_NUMPOOL_TIMEOUT ',
      '[2,3]',
      '[2,3]',
    ])
    expect(ended.code).toBe(0)
  })

  fault(
    'sync: a timeout is obeyed while the workers do not come up, and a pool that cannot is told of',
    4000,
    async () => {
      const ended = await call(`
      const slow = new numpool.Pool(${size}, { engine: 'workers', initializer: () => new Promise((go) => setTimeout(go, 1e6)) })
      say(attempt(() => slow.applySync(() => 1, [], { timeout: 150 })))
      const broken = new numpool.Pool(${size}, { engine: 'workers', initializer: () => { throw new Error('no') } })
      say(attempt(() => broken.mapSync((x) => x, [1, 2])))
      const crashing = new numpool.Pool(${size}, { engine: 'workers' })
      const how = attempt(() => crashing.mapSync(() => process.exit(1), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { chunkSize: 1 }))
      say(/^ERR_NUMPOOL_(BROKEN_POOL|WORKER_LOST)/.test(how) ? 'told' : how)
      await Promise.all([slow.terminate(), broken.terminate(), crashing.terminate(), pool.terminate()])`)
      expect(lines(ended), ended.stderr).toEqual([
        'ERR_NUMPOOL_TIMEOUT ',
        'ERR_NUMPOOL_BROKEN_POOL ',
        'told',
      ])
      expect(ended.code).toBe(0)
    },
  )

  fault(
    'sync: what workers write comes out, also where they wait for it to be written',
    4000,
    async () => {
      const ended = await call(
        `
      say(pool.mapSync((x) => { console.log('log', x); console.error('err', x); return x }, [1, 2]))
      say(pool.mapSync(async (x) => {
        await new Promise((done) => process.stdout.write('written ' + x + '\\n', done))
        await new Promise((done) => process.stderr.write('warned ' + x + '\\n', done))
        return x
      }, [3, 4], { timeout: 20_000 }))
      say(pool.applySync(async () => {
        const { once } = process.getBuiltinModule('node:events')
        for (let i = 0; i < 20; i++) if (!process.stdout.write('x'.repeat(10_000) + '\\n')) await once(process.stdout, 'drain')
        return 'drained'
      }, [], { timeout: 20_000 }))
      await new Promise((go) => setTimeout(go, 50))
      await pool.terminate()`,
      )
      const out = lines(ended)
      for (const line of ['[1,2]', '[3,4]', 'drained', 'log 1', 'log 2', 'written 3', 'written 4'])
        expect(out).toContain(line)
      expect(out.filter((line) => /^x{10000}$/.test(line))).toHaveLength(20)
      for (const line of ['err 1', 'err 2', 'warned 3', 'warned 4'])
        expect(ended.stderr).toContain(line)
      expect(ended.code).toBe(0)
    },
  )

  fault('sync: workers load modules, start threads and read stdin meanwhile', 4000, async () => {
    const ended = await call(
      `const limit = { timeout: 20_000 }
      say(pool.applySync(() => require('node:path').basename('/a/b'), [], limit))
      say(pool.applySync(async () => (await import('node:zlib')).gzipSync('x').length > 5, [], limit))
      say(pool.applySync(async () => (await import('data:text/javascript,export default 42')).default, [], limit))
      say(pool.applySync(async (url) => Object.keys(await import(url)).includes('Pool'), [${JSON.stringify(`file://${ROOT}/index.mjs`)}], limit))
      say(pool.applySync(() => new Promise((resolve) => {
        const { Worker } = process.getBuiltinModule('node:worker_threads')
        new Worker('process.exit(5)', { eval: true }).on('exit', resolve)
      }), [], limit))
      say(pool.applySync(async () => {
        const { execFile } = process.getBuiltinModule('node:child_process')
        return new Promise((resolve) => execFile(process.execPath, ['-p', '6*7'], (_, out) => resolve(out.trim())))
      }, [], limit))
      say(pool.applySync(async () => {
        let text = ''
        process.stdin.on('data', (data) => { text += data })
        process.stdin.resume()
        await new Promise((go) => setTimeout(go, 20))
        return 'stdin ' + text.length
      }, [], limit))
      await pool.terminate()`,
      { input: 'for the main thread' },
    )
    expect(lines(ended), ended.stderr).toEqual(['b', 'true', '42', 'true', '5', '42', 'stdin 0'])
    expect(ended.code).toBe(0)
  })
})

fault('sync: with module hooks registered, workers import meanwhile', 5000, async () => {
  const hooks = `data:text/javascript,${encodeURIComponent(`
    export async function resolve(name, context, next) {
      return name === 'virtual:answer' ? { url: 'virtual:answer', shortCircuit: true } : next(name, context)
    }
    export async function load(url, context, next) {
      return url === 'virtual:answer' ? { format: 'module', source: 'export default 42', shortCircuit: true } : next(url, context)
    }`)}`
  const register = `data:text/javascript,${encodeURIComponent(
    `import { register } from 'node:module'; register(${JSON.stringify(hooks)})`,
  )}`
  const ended = await faultChild(
    `const pool = new numpool.Pool(2, { engine: 'workers' })
    console.log((await import('virtual:answer')).default)
    const load = async (name) => { try { const { default: value } = await import(name); return typeof value === 'number' ? value : 'loaded' } catch (error) { return error.code } }
    console.log(pool.mapSync(load, ['node:fs', 'data:text/javascript,export default 7'], { timeout: 30_000 }).length)
    // Whether hooks hold for workers is Node's business; that the answer comes, ours.
    const answer = pool.applySync(load, ['virtual:answer'], { timeout: 30_000 })
    console.log(answer === 42 || answer === 'ERR_UNSUPPORTED_ESM_URL_SCHEME' ? 'answered' : answer)
    await pool.terminate()`,
    { args: ['--import', register, '--no-warnings'], expected: 5000 },
  )
  expect(ended).toMatchObject({ code: 0, stdout: '42\n2\nanswered\n' })
})
