/**
 * Workers that do not come up: the pool says so soon, and does not start one after the other for ever.
 */
import type { Worker } from 'node:worker_threads'
import { describe, expect } from 'vitest'
import {
  BrokenPoolError,
  CannotTravelError,
  Pool,
  type PoolOptions,
  TimeoutError,
} from '../../src/index'
import {
  expectNoMoreThan,
  footprint,
  MATRIX,
  runAll,
  SIZES,
  sleep,
  withPool,
} from './support/matrix'
import { fault, faultChild } from './support/watchdog'

/** How many threads are started while something runs. */
async function countStarts(run: () => Promise<void>): Promise<number> {
  let starts = 0
  const count = (_: Worker): void => {
    starts++
  }
  process.on('worker', count)
  try {
    await run()
    await sleep(50)
  } finally {
    process.off('worker', count)
  }
  return starts
}

/** A pool that cannot begin: how its end is told, and what it costs. */
async function expectBroken(
  size: number,
  options: PoolOptions,
  run: (pool: Pool) => Promise<void>,
): Promise<void> {
  const before = footprint()
  const starts = await countStarts(async () => {
    const pool = new Pool(size, { engine: 'workers', ...options })
    await run(pool)
    await expect(pool.warmup()).rejects.toBeInstanceOf(BrokenPoolError)
    await expect(pool.apply(() => 1)).rejects.toBeInstanceOf(BrokenPoolError)
    await pool.terminate()
  })
  // Those of the beginning, and some more tries: no storm.
  expect(starts).toBeLessThanOrEqual(size + 5)
  await expectNoMoreThan(before)
}

const BROKEN: string = 'data:text/javascript,throw new RangeError("no database")'

const broken: readonly (readonly [string, PoolOptions, RegExp])[] = [
  [
    'throws',
    {
      initializer: () => {
        throw new RangeError('no database')
      },
    },
    /no database/,
  ],
  [
    'rejects',
    {
      initializer: async () => {
        await undefined
        throw new RangeError('no database')
      },
    },
    /no database/,
  ],
  ['imports a module that throws', { initializer: () => import(BROKEN) }, /no database/],
  ['exits', { initializer: () => process.exit(4) }, /exit code 4/],
]

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  for (const [what, options, why] of broken)
    fault(`row 4: an initializer that ${what} breaks the pool`, 2000, () =>
      expectBroken(size, options, async (pool) => {
        const { errors } = await runAll(pool, way, (x: number) => x, [1, 2, 3])
        expect(errors.length).toBeGreaterThan(0)
        for (const { error } of errors) {
          expect(error).toBeInstanceOf(BrokenPoolError)
          expect(`${(error as Error).message} ${String((error as Error).cause)}`).toMatch(why)
        }
      }),
    )

  fault(
    'row 4: an initializer that cannot be sent: no call is made, nothing is left',
    2000,
    async () => {
      const before = footprint()
      // The first thread is started before anybody has looked at the initializer.
      const starts = await countStarts(async () => {
        const initializer = Math.max.bind(undefined)
        const pool = new Pool(size, { engine: 'workers', initializer })
        const { errors } = await runAll(pool, way, (x: number) => x, [1, 2, 3])
        expect(errors.length).toBeGreaterThan(0)
        for (const { error } of errors) expect(error).toBeInstanceOf(CannotTravelError)
        await expect(pool.apply(() => 1)).rejects.toBeInstanceOf(CannotTravelError)
        await expect(pool.warmup()).rejects.toBeInstanceOf(CannotTravelError)
        await pool.terminate()
      })
      expect(starts).toBeLessThanOrEqual(1)
      await expectNoMoreThan(before)
    },
  )

  fault(
    'row 4: an initializer that never settles: the timeout tells, nothing is left',
    2000,
    async () => {
      const before = footprint()
      const starts = await countStarts(async () => {
        const hang = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1e9))
        const pool = new Pool(size, { engine: 'workers', initializer: hang })
        const { errors } = await runAll(pool, way, (x: number) => x, [1], { timeout: 200 })
        expect(errors[0]?.error).toBeInstanceOf(TimeoutError)
        await pool.terminate()
      })
      expect(starts).toBeLessThanOrEqual(size + 5)
      await expectNoMoreThan(before)
    },
  )
})

describe.each(SIZES)('%i workers', (size) => {
  fault('row 4: an initializer that can never settle breaks the pool', 4000, () =>
    // Nothing is left that could wake the worker: Node ends it.
    expectBroken(size, { initializer: () => new Promise(() => {}) }, async (pool) => {
      await expect(pool.apply(() => 1)).rejects.toBeInstanceOf(BrokenPoolError)
    }),
  )

  fault('row 4: options of the thread that Node refuses break the pool', 2000, () =>
    expectBroken(size, { execArgv: ['--no-such-option'] }, async (pool) => {
      const error: unknown = await pool.apply(() => 1).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(BrokenPoolError)
      expect((error as Error).cause).toMatchObject({ code: 'ERR_WORKER_INVALID_EXEC_ARGV' })
    }),
  )

  fault(
    'row 4: the least memory and stack that may be asked for are enough to start with',
    3000,
    async () => {
      const resourceLimits = {
        maxOldGenerationSizeMb: 8,
        maxYoungGenerationSizeMb: 0,
        stackSizeMb: 0.5,
      }
      await withPool(size, async (pool) => expect(await pool.apply(() => 1)).toBe(1), {
        resourceLimits,
      })
    },
  )

  fault('row 4: an initializer that outgrows the memory breaks the pool', 4000, () => {
    const hoard = (): void => {
      const all: object[] = []
      for (;;) all.push({ some: 'thing', n: all.length })
    }
    const options = { initializer: hoard, resourceLimits: { maxOldGenerationSizeMb: 8 } }
    return expectBroken(size, options, async (pool) => {
      const error: unknown = await pool.apply(() => 1).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(BrokenPoolError)
      expect((error as Error).cause).toMatchObject({ code: 'ERR_WORKER_OUT_OF_MEMORY' })
    })
  })
})

describe('a module', () => {
  const program = (file: string, use: string): string => `
    const fs = require('node:fs'), path = require('node:path'), os = require('node:os')
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'numpool-'))
    process.on('exit', () => fs.rmSync(dir, { recursive: true }))
    let starts = 0
    process.on('worker', () => starts++)
    const file = path.join(dir, 'tasks.mjs')
    fs.writeFileSync(file, ${JSON.stringify(file)})
    const url = require('node:url').pathToFileURL(file)
    const pool = new numpool.Pool(2, { engine: 'workers' })
    const tasks = pool.module(url)
    const tell = (promise) => promise.then((v) => console.log('value', v), (e) => console.log(e.code ?? e.name, e.message.split('\\n')[0]))
    ${use}
    console.log(await pool.map((x) => x, [1, 2]), starts <= 7)
    await pool.terminate()`

  fault('row 4: that throws when it is imported fails its calls, each time', 3000, async () => {
    const ended = await faultChild(
      program(
        `throw new RangeError('broken module')`,
        `for (let i = 0; i < 3; i++) await tell(pool.applyAsync(tasks.work, [1]))`,
      ),
    )
    expect(ended.stdout).toMatch(
      /^(ERR_NUMPOOL_MODULE_IMPORT .*broken module\n){3}\[ 1, 2 \] true\n$/,
    )
    expect(ended.code).toBe(0)
  })

  fault('row 4: that lacks the export says which it has', 3000, async () => {
    const ended = await faultChild(
      program(
        `export const other = () => 1; export const word = 'x'`,
        `await tell(pool.applyAsync(tasks.work, [1])); await tell(pool.map(tasks.word, [1]))`,
      ),
    )
    expect(ended.stdout).toMatch(
      /^ERR_NUMPOOL_UNKNOWN_EXPORT .*other.*\nERR_NUMPOOL_UNKNOWN_EXPORT .*\n\[ 1, 2 \] true\n$/,
    )
    expect(ended.code).toBe(0)
  })

  fault('row 4: whose top-level await never settles: the timeout tells', 3000, async () => {
    const ended = await faultChild(
      program(
        `await new Promise(() => {}); export const work = () => 1`,
        `await tell(pool.applyAsync(tasks.work, [1], { timeout: 300 }))`,
      ),
    )
    expect(ended.stdout).toMatch(/^ERR_NUMPOOL_TIMEOUT .*\n\[ 1, 2 \] true\n$/)
    expect(ended.code).toBe(0)
  })
})
