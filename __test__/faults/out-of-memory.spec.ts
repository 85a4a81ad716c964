/** Memory and stack that run out: in a worker, in an allocation of the pool's own, in the whole process. */
import { describe, expect } from 'vitest'
import { WorkerLostError } from '../../src/index'
import type { Ended } from '../support/child'
import { expectOnly, MATRIX, runAll, SIZES, type Way, withPool } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

/** Node 26 ends a thread that asks for a buffer it cannot have; before, that was an error to be caught. */
const ENDS_THREAD = Number(process.versions.node.split('.')[0]) >= 26

const items = [0, 1, 2, 3, 4, 5]

const LIMITS = '{ maxOldGenerationSizeMb: 64 }'

/** Small objects without end in one of six items; says what came of them, and whether the pool still works. */
const HOARD = (size: number, way: Way): string => `
  const pool = new numpool.Pool(${size}, { engine: 'workers', resourceLimits: ${LIMITS} })
  const task = (x) => {
    const all = []
    while (x === 2) all.push({ some: 'thing', n: all.length })
    return x
  }
  const [values, errors] = [[], []]
  const fail = (e, index = e.index) => errors.push({ index, error: {
    name: e.name, message: e.message, state: e.state, cause: e.cause?.code } })
  const items = ${JSON.stringify(items)}
  if ('${way}' === 'applyAsync') {
    const calls = items.map((item) => pool.applyAsync(task, [item]))
    for (const [i, call] of calls.entries()) await call.then((v) => { values[i] = v }, (e) => fail(e, i))
  } else if ('${way}' === 'map') {
    await pool.map(task, items, { chunkSize: 1 }).then((all) => values.push(...all), (e) => fail(e))
  } else {
    const results = pool.${way}(task, items, { chunkSize: 1 })
    for (let i = 0, ended = false; !ended; i++)
      await results.next().then(({ done, value }) => {
        if (done) ended = true
        else if ('${way}' === 'imap') values[i] = value
        else values.push(value)
      }, (e) => fail(e))
  }
  const answer = await pool.map((x) => x + 1, [1, 2, 3])
  await pool.terminate()
  console.log(JSON.stringify({ outcome: { values, errors }, answer }))`

const LOST = expect.objectContaining({
  name: 'WorkerLostError',
  message: expect.stringMatching(/ran out of memory \(see resourceLimits\)/),
  state: 'lost',
  cause: 'ERR_WORKER_OUT_OF_MEMORY',
})

/** The same with Node's own Workers and nothing of numpool's. */
const PLAIN = `
  const { Worker } = require('node:worker_threads')
  const text = "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (x) => { const all = []; \
    while (x === 2) all.push({ some: 'thing', n: all.length }); parentPort.postMessage(x) })"
  const workers = [0, 1, 2, 3].map(() => new Worker(text, { eval: true, resourceLimits: ${LIMITS} }))
  workers.forEach((worker, i) => {
    worker.on('error', () => { for (const other of workers) other.terminate() })
    worker.postMessage(i)
  })`

function isAbort({ code, signal }: Ended): boolean {
  return signal === 'SIGABRT' || code === 134
}

let aborts: Promise<boolean> | undefined

/**
 * Whether this Node ends the whole process where a thread reaches its limit: 22 does so mostly, with an abort of V8's that
 * no library can contain. Ten times are enough to see it once.
 */
function plainWorkersAbort(): Promise<boolean> {
  aborts ??= (async () => {
    for (let tries = 0; tries < 10; tries++)
      if (isAbort(await faultChild(PLAIN, { expected: 6000, shell: 'ulimit -c 0' }))) return true
    return false
  })()
  return aborts
}

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  fault('row 7: many small objects', 6000, async () => {
    const ended = await faultChild(HOARD(size, way), { expected: 6000, shell: 'ulimit -c 0' })
    if (isAbort(ended)) {
      expect(ended.stderr).toMatch(/FATAL ERROR: .* heap out of memory/)
      expect(await plainWorkersAbort()).toBe(true)
      return
    }
    // By itself: nothing keeps the process alive once the pool is gone.
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    const { outcome, answer } = JSON.parse(ended.stdout)
    expectOnly(way, outcome, 2, LOST, items)
    expect(answer).toEqual([2, 3, 4])
  })

  fault('row 9: buffers that cannot be had are errors of their items', 2000, () =>
    withPool(size, async (pool) => {
      for (const make of [
        (x: number) => (x === 2 ? new ArrayBuffer(2 ** 44).byteLength : x),
        (x: number) => (x === 2 ? new SharedArrayBuffer(2 ** 44).byteLength : x),
        (x: number) => (x === 2 ? new Float64Array(2 ** 33).length : x),
        (x: number) => (x === 2 ? Buffer.alloc(2 ** 43).length : x),
      ]) {
        const outcome = await runAll(pool, way, make, items)
        expectOnly(way, outcome, 2, expect.any(ENDS_THREAD ? WorkerLostError : RangeError), items)
      }
      const long = (x: number): number => (x === 2 ? 'x'.repeat(2 ** 30).length : x)
      expectOnly(way, await runAll(pool, way, long, items), 2, expect.any(RangeError), items)
    }),
  )

  fault('row 10: a stack that overflows is a RangeError of its item', 2000, () =>
    withPool(size, async (pool) => {
      const endless = (x: number): number => (x === 2 ? endless(x) + 1 : x)
      const through = (x: number): number => (x === 2 ? [1].map(() => through(x))[0]! : x)
      for (const task of [endless, through]) {
        const outcome = await runAll(pool, way, task, items)
        expectOnly(way, outcome, 2, expect.any(RangeError), items)
      }
    }),
  )

  fault('row 10: results and arguments that are nested too deeply are refused', 3000, () =>
    withPool(size, async (pool) => {
      const nest = (x: number): unknown => {
        let value: unknown = x
        for (let i = 0; x === 2 && i < 200_000; i++) value = [value]
        return value
      }
      const refused = expect.objectContaining({ code: 'ERR_NUMPOOL_NOT_CLONEABLE' })
      expectOnly(way, await runAll(pool, way, nest, items), 2, refused, items)
      const task = (x: unknown): unknown => (typeof x === 'number' ? x : 'came')
      expectOnly(way, await runAll(pool, way, task, items.map(nest)), 2, refused, items)
    }),
  )
})

describe.each(SIZES)('%i workers', (size) => {
  for (const [what, expression] of [
    ['an array of 1e8', 'new Array(1e8).fill(0).length'],
    ['Array(3e7).fill', "Array(3e7).fill('x').map((c, i) => c + i).length"],
  ] as const)
    fault(
      `row 8: ${what} under a limit: a lost worker, or the abort that the docs name`,
      6000,
      async () => {
        const ended = await faultChild(
          `const pool = new numpool.Pool(${size}, { engine: 'workers', resourceLimits: { maxOldGenerationSizeMb: 64 } })
        console.log(await pool.apply(() => ${expression}).catch((error) => error.code))
        console.log(await pool.map((x) => x, [1, 2]))`,
          { expected: 6000, shell: 'ulimit -c 0' },
        )
        // V8 ends the process where one allocation outgrows the limit by far: threads cannot contain that.
        if (isAbort(ended)) expect(ended.stderr).toMatch(/out of memory/i)
        else expect(ended).toMatchObject({ code: 0, stdout: 'ERR_NUMPOOL_WORKER_LOST\n[ 1, 2 ]\n' })
      },
    )
})

// A limit of the shell's, above what four threads reserve (Node 26: a gigabyte each); Windows has none of the kind, macOS does not keep it.
if (process.platform === 'linux')
  fault('row 9: no address space left: errors, never an abort', 8000, async () => {
    const ended = await faultChild(
      `const tell = async (run) => {
        try { await run(); console.log('value') } catch (error) { console.log(error.name) }
      }
      const pool = new numpool.Pool(2)
      const double = (x) => x * 2 + 1
      await pool.map((x) => x, [1, 2], { engine: 'workers' })
      await pool.map(double, new Float64Array(1e5))
      const big = new Float64Array(2.5e7)
      const hoard = []
      // Down to less than one more array of that size.
      for (let size = 2 ** 28; size > 2 ** 26; ) {
        try { hoard.push(new ArrayBuffer(size)) } catch { size /= 2 }
      }
      await tell(() => pool.map(double, big))
      await tell(() => pool.map(double, big, { engine: 'workers' }))
      await tell(() => pool.mapSync(double, big))
      await tell(() => pool.mapSync(double, big, { engine: 'workers' }))
      await tell(() => numpool.sharedEmpty(2.5e7))
      await tell(() => numpool.sharedCopy(big))
      await tell(() => pool.apply(() => new ArrayBuffer(2 ** 29).byteLength, [], { engine: 'workers' }))
      hoard.length = 0
      console.log(await pool.map((x) => x + 1, [1, 2, 3], { engine: 'workers' }))
      console.log((await pool.map(double, Float64Array.of(1, 2))).join())`,
      { expected: 8000, shell: 'ulimit -v 6000000' },
    )
    expect(ended).toMatchObject({ code: 0, signal: null })
    const lines = ended.stdout.split('\n')
    expect(lines.slice(0, 6)).toEqual(lines.slice(0, 6).map(() => 'RangeError'))
    expect(lines[6]).toBe(ENDS_THREAD ? 'WorkerLostError' : 'RangeError')
    expect(lines.slice(7)).toEqual(['[ 2, 3, 4 ]', '3,5', ''])
  })
