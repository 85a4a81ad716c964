/** Many pools: side by side, of two copies of the package, in other contexts, inside of workers, over and over. */
import { describe, expect } from 'vitest'
import { PACKAGE as ROOT } from '../support/child'
import { LONG } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

const READ = `
  const fs = require('node:fs')
  const threads = () => fs.readdirSync('/proc/self/task').length
  const fds = () => fs.readdirSync('/proc/self/fd').length
  const rss = () => { gc(); return process.memoryUsage().rss / 1e6 }`

describe.each([2, 10, 50])('%i pools at once', (count) => {
  fault('row 29: answer each for itself; the engine of numbers is shared', 8000, async () => {
    const ended = await faultChild(
      `${READ}
      const cpus = numpool.cpuCount?.() ?? require('node:os').availableParallelism()
      const pools = Array.from({ length: ${count} }, () => new numpool.Pool(2))
      const native = await Promise.all(pools.map((pool, i) => pool.map((x) => Math.sqrt(x) + 1, new Float64Array(1e5).fill(i * i))))
      console.log(native.every((array, i) => array.every((x) => x === i + 1)))
      const after = threads()
      const made = await Promise.all(pools.map((pool, i) => pool.map((x) => x + 'p', [i, i], { engine: 'workers' })))
      console.log(made.every(([a, b], i) => a === i + 'p' && b === a))
      // Each has its two workers and no more, and Node keeps one for the lot of them at most.
      console.log(threads() - after <= ${count} * 2 + 2)
      await pools[0].terminate()
      console.log(await pools[1].map((x) => x, [1], { engine: 'workers' }))
      await Promise.all(pools.map((pool) => pool.terminate()))
      for (let i = 0; i < 200 && threads() > after; i++) await sleep(20)
      console.log(threads() <= after)`,
      { expected: 8000 },
    )
    expect(ended).toMatchObject({ code: 0, stdout: 'true\ntrue\ntrue\n[ 1 ]\ntrue\n', stderr: '' })
  })
})

fault('row 29: two copies of the package in one process', 5000, async () => {
  const ended = await faultChild(
    `
    const path = require('node:path'), fs = require('node:fs'), os = require('node:os')
    const root = process.env.NUMPOOL_ROOT
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'numpool-'))
    process.on('exit', () => fs.rmSync(dir, { recursive: true }))
    fs.cpSync(path.join(root, 'dist'), path.join(dir, 'dist'), { recursive: true })
    for (const file of fs.readdirSync(root)) if (/\\.(node|js|json)$/.test(file)) fs.copyFileSync(path.join(root, file), path.join(dir, file))
    const other = require(dir)
    console.log(other !== numpool)
    const pools = [new numpool.Pool(2), new other.Pool(2)]
    for (const engine of ['native', 'workers'])
      console.log((await Promise.all(pools.map((pool, i) => pool.map((x) => x * 2 + 1, Float64Array.of(i, 2), { engine })))).map(String).join(' '))
    const errors = await Promise.all(pools.map((pool) => pool.apply(() => process.exit(3)).catch((error) => error)))
    // An error of the one is an error of the other.
    console.log(errors.every((error) => error instanceof numpool.WorkerLostError && error instanceof other.WorkerLostError && error instanceof other.PoolError))
    // Values of one in calls of the other.
    console.log(await pools[1].map((x) => x, numpool.range(3), { engine: 'workers' }), other.isShared(numpool.sharedEmpty(3)))
    await Promise.all(pools.map((pool) => pool.terminate()))`,
    { env: { NUMPOOL_ROOT: ROOT } },
  )
  expect(ended).toMatchObject({
    code: 0,
    stdout: 'true\n1,5 3,5\n1,5 3,5\ntrue\n[ 0, 1, 2 ] true\n',
    stderr: '',
  })
})

fault('row 29: a pool used from a vm context', 3000, async () => {
  const ended = await faultChild(`
    const vm = require('node:vm')
    const context = vm.createContext({ numpool, console, Float64Array: undefined })
    const run = vm.runInContext(\`(async () => {
      const pool = new numpool.Pool(2)
      const k = 3
      const out = [await pool.map((x) => x * k, [1, 2], { engine: 'workers' }), await pool.map((x) => x + 1, [1, 2])]
      const error = await pool.map(() => { throw new RangeError('mine') }, [1], { engine: 'workers' }).catch((e) => e)
      out.push(error.name, error.message, await pool.apply((o) => o.a, [{ a: 5 }], { engine: 'workers' }))
      await pool.terminate()
      return JSON.stringify(out)
    })()\`, context)
    console.log(await run)`)
  expect(ended).toMatchObject({
    code: 0,
    stdout: '[[3,6],[2,3],"RangeError","mine",5]\n',
    stderr: '',
  })
})

describe('a pool inside of a worker', () => {
  fault('row 30: three deep, asynchronous and synchronous', 6000, async () => {
    const ended = await faultChild(
      `const path = process.env.NUMPOOL_ROOT
      const deeper = async (level, path, sync) => {
        const numpool = require(path)
        const pool = new numpool.Pool(1, { engine: 'workers' })
        const next = level > 1
          ? sync ? pool.applySync(deeper, [level - 1, path, sync]) : await pool.apply(deeper, [level - 1, path, sync])
          : 0
        const own = await pool.map((x) => x * 2 + 1, Float64Array.of(1, 2), { engine: 'native' })
        await pool.terminate()
        return next + own[0] + own[1]
      }
      console.log(await deeper(3, path, false), await deeper(3, path, true))`,
      { expected: 6000, env: { NUMPOOL_ROOT: ROOT } },
    )
    expect(ended).toMatchObject({ code: 0, stdout: '24 24\n', stderr: '' })
  })

  fault('row 30: that dies takes its own pool with it, and nobody else', 4000, async () => {
    const ended = await faultChild(
      `${READ}
      const outer = new numpool.Pool(1, { engine: 'workers' })
      await outer.apply(() => 1)
      const before = threads()
      for (let i = 0; i < 5; i++) {
        const died = outer.apply(async (path) => {
          const inner = new (require(path)).Pool(2, { engine: 'workers' })
          inner.map(() => { for (;;); }, [1, 2])
          await new Promise((go) => setTimeout(go, 60))
          process.exit(3)
        }, [process.env.NUMPOOL_ROOT])
        console.log(await died.catch((error) => error.exitCode), await outer.apply(() => 1))
      }
      for (let i = 0; i < 200 && threads() > before; i++) await sleep(20)
      console.log(threads() - before)`,
      { expected: 4000, env: { NUMPOOL_ROOT: ROOT } },
    )
    expect(ended).toMatchObject({ code: 0, stdout: `${'3 1\n'.repeat(5)}0\n`, stderr: '' })
  })

  const times = LONG ? 1000 : 25

  fault(
    `row 30: the addon loaded first in a worker that ends, then here, ${times} times`,
    times * 200,
    async () => {
      const ended = await faultChild(
        `const { Worker } = require('node:worker_threads')
      const code = \`const numpool = require(process.env.NUMPOOL_ROOT)
        const pool = new numpool.Pool(2)
        pool.map((x) => x * 2 + 1, new Float64Array(1e5)).then((out) => { if (out[5] === 1) process.exit(9) })\`
      for (let i = 0; i < ${times}; i++) {
        const exit = await new Promise((resolve, reject) => new Worker(code, { eval: true }).on('exit', resolve).on('error', reject))
        if (exit !== 9) console.log('exit', exit)
      }
      const pool = new numpool.Pool(2)
      console.log((await pool.map((x) => x * 2 + 1, Float64Array.of(1, 2))).join(), await pool.map((x) => x, [1], { engine: 'workers' }))`,
        { expected: times * 200, env: { NUMPOOL_ROOT: ROOT } },
      )
      expect(ended).toMatchObject({ code: 0, signal: null, stdout: '3,5 [ 1 ]\n' })
    },
  )
})

describe('over and over', () => {
  /** Megabytes that so many pools or workers may leave behind, once the process has warmed up: 1 for each thousand, and what memory varies by. */
  const mayGrow = (count: number): number => 20 + count / 1000
  const pools = LONG ? 1000 : 40
  const restarts = LONG ? 10_000 : 120

  fault(
    `row 35: ${pools} pools made and ended leave no thread, no file and little memory`,
    pools * 200,
    async () => {
      const ended = await faultChild(
        `${READ}
      const round = async (i) => {
        const pool = new numpool.Pool(2, { engine: 'workers' })
        await pool.map((x) => x, [1, 2])
        if (i % 2 === 0) await pool.terminate()
        else { pool.close(); await pool.join() }
      }
      for (let i = 0; i < 20; i++) await round(i)
      const before = { threads: threads(), fds: fds(), rss: rss() }
      for (let i = 0; i < ${pools}; i++) await round(i)
      for (let i = 0; i < 200 && threads() > before.threads; i++) await sleep(20)
      console.log(threads() - before.threads, fds() - before.fds)
      const grown = rss() - before.rss
      console.log(grown < ${mayGrow(pools)} ? 'flat' : grown)`,
        { expected: pools * 200, guard: false },
      )
      expect(ended).toMatchObject({ code: 0, stdout: '0 0\nflat\n', stderr: '' })
    },
  )

  fault(
    `row 35: ${restarts} workers of one task each, and as many that die`,
    restarts * 150,
    async () => {
      const ended = await faultChild(
        `${READ}
      const pool = new numpool.Pool(2, { engine: 'workers', maxTasksPerChild: 1 })
      const mortal = new numpool.Pool(2, { engine: 'workers' })
      const round = async (count) => {
        const items = Array.from({ length: count }, (_, i) => i)
        const ids = await pool.map(() => process.getBuiltinModule('node:worker_threads').threadId, items, { chunkSize: 1 })
        if (new Set(ids).size !== count) console.log('shared', new Set(ids).size)
        for (let i = 0; i < count / 2; i++) {
          const [died, lived] = await Promise.allSettled([mortal.apply(() => process.exit(1)), mortal.apply(() => 1)])
          if (died.reason?.exitCode !== 1 || lived.value !== 1) console.log(died, lived)
        }
      }
      await round(20)
      const before = { threads: threads(), fds: fds(), rss: rss() }
      await round(${restarts})
      for (let i = 0; i < 200 && threads() > before.threads + 2; i++) await sleep(20)
      console.log(threads() - before.threads <= 2, fds() - before.fds <= 8)
      const grown = rss() - before.rss
      console.log(grown < ${mayGrow(restarts)} ? 'flat' : grown)
      await Promise.all([pool.terminate(), mortal.terminate()])`,
        { expected: restarts * 150, guard: false },
      )
      expect(ended).toMatchObject({ code: 0, stdout: 'true true\nflat\n', stderr: '' })
    },
  )
})
