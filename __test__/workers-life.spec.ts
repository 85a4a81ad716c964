/** What a pool of workers does to the process around it. */
import { expect, test } from 'vitest'
import { runChild } from './support/child'

const POOL = "const pool = new numpool.Pool(2, { engine: 'workers' });"

test('an idle pool lets the process end', async () => {
  const ended = await runChild(`${POOL} console.log(await pool.map((x) => x + 1, [1, 2]))`)
  expect(ended).toMatchObject({ code: 0, stdout: '[ 2, 3 ]\n', stderr: '' })
  expect(ended.took).toBeLessThan(5000)
})

test('idle workers may be kept for good', async () => {
  const ended = await runChild(`
    const pool = new numpool.Pool(1, { engine: 'workers', idleTimeout: Infinity })
    const id = async () => (await import('node:worker_threads')).threadId
    const first = await pool.apply(id)
    await new Promise((go) => setTimeout(go, 100))
    console.log(await pool.apply(id) === first)
  `)
  expect(ended).toMatchObject({ code: 0, stdout: 'true\n', stderr: '' })
})

test('a pending task holds it, and may write to stdout', async () => {
  const ended = await runChild(`${POOL}
    pool.apply(async () => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      console.log('from the worker')
    }).then(() => console.log('done'))`)
  // What a worker writes comes through Node, beside its results: the order is open.
  expect(ended.code).toBe(0)
  expect(ended.stdout.split('\n').sort()).toEqual(['', 'done', 'from the worker'])
})

test.each([
  ['process.exit(7)', 7],
  ["throw new Error('mine')", 1],
])('%s while tasks run: its own exit code, no crash', async (end, code) => {
  const ended = await runChild(`${POOL}
    pool.apply(() => { for (;;); }).catch(() => {})
    pool.map((x) => x, numpool.range(1000)).catch(() => {})
    setTimeout(() => { ${end} }, 150)`)
  expect(ended).toMatchObject({ code, signal: null })
})

test('SIGTERM while tasks run', async () => {
  const ended = await runChild(`${POOL}
    pool.apply(() => { for (;;); }).catch(() => {})
    setTimeout(() => process.kill(process.pid, 'SIGTERM'), 150)`)
  expect(ended.signal).toBe('SIGTERM')
})

test('a blocked caller sees an out-of-memory death', async () => {
  const ended = await runChild(`
    const pool = new numpool.Pool(1, { engine: 'workers', resourceLimits: { maxOldGenerationSizeMb: 48 } })
    try {
      pool.mapSync(() => { const all = []; for (;;) all.push({ n: all.length }) }, [1])
    } catch (error) { console.log(error.code) }
    console.log(pool.mapSync((x) => x, [5]))`)
  expect(ended).toMatchObject({ code: 0, stdout: 'ERR_NUMPOOL_WORKER_LOST\n[ 5 ]\n' })
})

test('works where code generation from strings is switched off', async () => {
  const args = ['--disallow-code-generation-from-strings']
  const ended = await runChild(
    `${POOL} const k = 2; console.log(await pool.map((x) => x * k, [1, 2]))`,
    { args },
  )
  expect(ended).toMatchObject({ code: 0, stdout: '[ 2, 4 ]\n' })
})

test('many workers come and go without a trace', async () => {
  const ended = await runChild(
    `const fs = require('node:fs')
    const threads = () => fs.readdirSync('/proc/self/task').length
    const round = async () => {
      const pool = new numpool.Pool(2, { engine: 'workers', maxTasksPerChild: 1 })
      await pool.map((x) => x, [1, 2, 3, 4], { chunkSize: 1 })
      pool.close()
      await pool.join()
    }
    await round()
    gc()
    const before = { threads: threads(), fds: fs.readdirSync('/proc/self/fd').length }
    for (let i = 0; i < 15; i++) await round()
    const after = { threads: threads(), fds: fs.readdirSync('/proc/self/fd').length }
    console.log(after.threads - before.threads, after.fds - before.fds)`,
    { limit: 60_000 },
  )
  expect(ended).toMatchObject({ code: 0, stdout: '0 0\n' })
})

// Node throws away what a stopped thread has written and nobody has read: of a hundred lines two came.
test('what tasks have written comes out, also when the pool is terminated at once', async () => {
  const ended = await runChild(`${POOL}
    await pool.map((x) => console.log('line', x), Array.from({ length: 200 }, (_, i) => i))
    await pool.terminate()`)
  const lines = ended.stdout.split('\n').filter((line) => line !== '')
  expect(ended).toMatchObject({ code: 0, stderr: '' })
  expect(new Set(lines).size).toBe(200)
})

test('a worker with nothing to do that does not go by itself is stopped', async () => {
  const ended = await runChild(`${POOL}
    await pool.map(() => void process.on('exit', () => { for (;;); }), [1, 2])
    await pool.terminate()
    console.log('ended')`)
  expect(ended).toMatchObject({ code: 0, stdout: 'ended\n', stderr: '' })
})

test('a lost task of apply is told as such, and has no index', async () => {
  const ended = await runChild(`${POOL}
    const tell = ({ message, index }) => console.log(message, index)
    await pool.apply(() => process.exit(4)).catch(tell)
    try { pool.applySync(() => process.exit(5)) } catch (error) { tell(error) }`)
  const told = (method: string, code: number): string =>
    `A worker ended with exit code ${code} while it ran a task of ${method}. The task did not finish; other tasks are not affected. undefined\n`
  expect(ended.stdout).toBe(told('apply', 4) + told('applySync', 5))
})

// The timer of idle workers kept all of a closed pool for its half a minute: 17 kB each.
test.each(['close', 'terminate'])('of a pool that has ended nothing is kept: %s', async (how) => {
  const ended = await runChild(
    `
    const { queryObjects } = require('node:v8')
    const Timeout = setTimeout(() => {}, 0).constructor
    const { Worker } = require('node:worker_threads')
    const round = async () => {
      const pool = new numpool.Pool(1, { engine: 'workers' })
      await pool.map((x) => x, [1, 2])
      if ('${how}' === 'terminate') return pool.terminate()
      pool.close()
      await pool.join()
    }
    const left = async () => {
      await new Promise((go) => setTimeout(go, 50))
      return [Timeout, Worker].map((Class) => queryObjects(Class, { format: 'count' }))
    }
    await round()
    const before = await left()
    for (let i = 0; i < 20; i++) await round()
    let after
    for (let i = 0; i < 20 && !after?.every((n, k) => n < before[k] + 5); i++) after = await left()
    console.log(after.every((n, k) => n < before[k] + 5) || [before, after].join(' '))`,
    { limit: 60_000 },
  )
  expect(ended).toMatchObject({ code: 0, stdout: 'true\n' })
})
