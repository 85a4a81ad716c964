/**
 * `pool.report()`: what it makes of a pool's counters.
 */
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Pool, range } from '../src'
import { Counters } from '../src/watch/counters'
import { type PoolReport, reportOf } from '../src/watch/report'
import { NO_CREW, statsOf } from '../src/watch/stats'

/** The report of a pool that has counted what `count` adds. */
function report(count: (counters: Counters) => void): PoolReport {
  const counters = new Counters('test')
  count(counters)
  const facts = { name: 'test', state: 'RUN', size: 2, crew: NO_CREW } as const
  return reportOf(statsOf(counters, facts), counters.slowest, counters.truncated)
}

/** `items` on workers in `tasks` chunks, with `runMs` in the function. */
function ran(counters: Counters, items: number, tasks: number, runMs: number): void {
  counters.items.taken = items
  counters.items.done = items
  counters.tasks = tasks
  counters.workers.items = items
  counters.workers.runs = 1
  counters.workers.ms = runMs
}

const render = { method: 'map', fn: function render() {} }

describe('shares', () => {
  test('are parts of 1', () => {
    const { shares, times, copyShare } = report((counters) => {
      ran(counters, 10, 10, 60)
      counters.native.ms = 10
      counters.inline.ms = 10
      counters.startMs = 5
      counters.copyMs = 13
      counters.mergeMs = 2
    })
    expect(times).toEqual({ start: 5, queue: 0, copy: 13, run: 80, merge: 2 })
    expect(shares).toEqual({ start: 0.05, queue: 0, copy: 0.13, run: 0.8, merge: 0.02 })
    expect(copyShare).toBe(0.13)
  })

  test('are all 0 before anything has run', () => {
    const empty = report(() => {})
    expect(Object.values(empty.shares)).toEqual([0, 0, 0, 0, 0])
    expect(empty.hint).toBeNull()
    expect(empty.slowest).toEqual([])
    expect(empty.slowestChunk).toBeNull()
  })
})

test('the five slowest items are kept, slowest first, and the slowest chunk', () => {
  const { slowest, slowestChunk } = report(({ slowest: slow }) => {
    for (const [index, ms] of [3, 9, 1, 0.05, 7, 2, 8, 4].entries()) slow.item(render, index, ms)
    slow.chunk(render, 100, 50, 3)
    slow.chunk(render, 0, 50, 12)
    slow.chunk(render, 150, 50, 6)
  })
  expect(slowest.map(({ index, ms }) => [index, ms])).toEqual([
    [1, 9],
    [6, 8],
    [4, 7],
    [7, 4],
    [0, 3],
  ])
  expect(slowest[0]).toMatchObject({ method: 'map', function: 'render' })
  expect(slowestChunk).toEqual({ method: 'map', function: 'render', index: 0, items: 50, ms: 12 })
})

test('in words, only items are slow that took clearly longer than the rest', () => {
  // A pool of quick items was told of five `slow` ones of 0.1 ms each.
  const alike = report((counters) => {
    ran(counters, 100, 100, 500)
    for (let i = 0; i < 100; i++) counters.slowest.item(render, i, 5)
  })
  expect(alike.slowest).toHaveLength(5)
  expect(String(alike)).not.toContain('slow:')
  const quick = report((counters) => {
    ran(counters, 10_000, 100, 10)
    counters.slowest.item(render, 3, 0.2)
  })
  expect(String(quick)).not.toContain('slow:')
  const one = report((counters) => {
    ran(counters, 100, 100, 300)
    for (let i = 0; i < 100; i++) counters.slowest.item(render, i, i === 7 ? 104 : 2)
  })
  expect(String(one).match(/slow:.*/g)).toEqual(['slow: item 7 of map(render), 104 ms'])
})

test('the time of a chunk whose items wait at the same time is not the sum of theirs', async () => {
  // `slowest chunk 595 s` was said of a run of seven.
  await using pool = new Pool({ processes: 1, engine: 'workers' })
  const begin = performance.now()
  const wait = async (): Promise<void> => {
    await new Promise((go) => setTimeout(go, 20))
  }
  await pool.map(wait, range(200), { concurrency: 200, chunkSize: 200 })
  const { slowestChunk } = pool.report()
  expect(slowestChunk?.items).toBe(200)
  expect(slowestChunk?.ms).toBeLessThanOrEqual(performance.now() - begin)
})

describe('the hint', () => {
  test('none when the time went into the work', () => {
    expect(report((counters) => ran(counters, 100, 8, 1000)).hint).toBeNull()
  })

  test('none about a few milliseconds', () => {
    const { hint } = report((counters) => {
      ran(counters, 1, 1, 1)
      counters.startMs = 3
    })
    expect(hint).toBeNull()
  })

  test('copying', () => {
    const { hint } = report((counters) => {
      ran(counters, 100, 8, 180)
      counters.copyMs = 820
      counters.bytesCopied = 1.25e9
    })
    expect(hint?.code).toBe('copy')
    expect(hint?.message).toContain('82 % of the time went into copying (1.3 GB)')
    expect(hint?.message).toContain('sharedCopy')
  })

  test('tasks that are over before they have begun', () => {
    const { hint } = report((counters) => {
      ran(counters, 10_000, 10_000, 30)
      counters.copyMs = 60
      counters.mergeMs = 40
    })
    expect(hint?.code).toBe('small-tasks')
    expect(hint?.message).toContain('items take 3.0 µs each and go to the workers one at a time')
    expect(hint?.message).toContain('`chunkSize` (about 300)')
  })

  test('one item that took most of the time', () => {
    const { hint } = report((counters) => {
      ran(counters, 2001, 8, 500)
      counters.slowest.item(render, 17, 400)
    })
    expect(hint?.code).toBe('one-slow-item')
    expect(hint?.message).toContain('item 17 of map(render) took 400 ms, 80 % of all running time')
  })

  test('starting', () => {
    const { hint } = report((counters) => {
      ran(counters, 8, 8, 10)
      counters.started = 2
      counters.startMs = 90
    })
    expect(hint?.code).toBe('start')
    expect(hint?.message).toContain('90 % of the time')
  })

  test('results that lost their fraction come before everything else', () => {
    const { hint } = report((counters) => {
      ran(counters, 100, 8, 180)
      counters.copyMs = 820
      counters.truncated = true
    })
    expect(hint?.code).toBe('truncated')
    expect(hint?.message).toContain('float64')
  })
})

test('an integer array that cuts results is noticed at its first call', () => {
  using pool = new Pool(1)
  const integers = Int32Array.of(2, 4, 5)
  expect([...pool.mapSync((x) => x * 2, integers)]).toEqual([4, 8, 10])
  expect(pool.report().hint?.code).not.toBe('truncated')
  // Explicitly floats: nothing is lost.
  expect([...pool.mapSync((x) => x / 2, integers, { dtype: 'float64' })]).toEqual([1, 2, 2.5])
  expect(pool.report().hint?.code).not.toBe('truncated')
  expect([...pool.mapSync((x) => x / 2, integers)]).toEqual([1, 2, 2])
  expect(pool.report().hint?.code).toBe('truncated')
})

describe('of calls on workers', () => {
  test('the slow items are found', async () => {
    await using pool = new Pool(2)
    await pool.warmup()
    const wait = (ms: number): void => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    }
    await pool.map(wait, [2, 2, 300, 2, 2, 2], { chunkSize: 1 })
    const { slowest, slowestChunk, shares } = pool.report()
    expect(slowest[0]).toMatchObject({ method: 'map', function: 'wait', index: 2 })
    expect(slowest[0]?.ms).toBeGreaterThan(250)
    expect(slowest).toHaveLength(5)
    expect(slowestChunk).toMatchObject({ method: 'map', function: 'wait' })
    const { index = 0, items = 0 } = slowestChunk ?? {}
    expect(index).toBeLessThanOrEqual(2)
    expect(index + items).toBeGreaterThan(2)
    expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })

  test('a single call is found by its method', async () => {
    await using pool = new Pool(1)
    const wait = (ms: number): void => {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
    }
    await pool.applyAsync(wait, [30])
    expect(pool.report().slowest).toEqual([
      { method: 'applyAsync', function: 'wait', index: 0, ms: expect.any(Number) },
    ])
  })

  test('copying is told from running', async () => {
    await using pool = new Pool(1)
    await pool.warmup()
    const blocks = Array.from({ length: 40 }, () => new Uint8Array(4e6))
    await pool.map((bytes: Uint8Array) => bytes.length, blocks)
    const { bytes, copyShare, shares, times } = pool.report()
    expect(bytes.copied).toBeGreaterThan(40 * 4e6)
    expect(times.copy).toBeGreaterThan(times.run)
    expect(copyShare).toBe(shares.copy)
    expect(copyShare).toBeGreaterThan(0)
  })
})

test('is JSON, and prints as text', async () => {
  await using pool = new Pool(2, { name: 'printer' })
  const samples = Float64Array.from({ length: 10_000 }, (_, i) => i)
  pool.mapSync((x) => Math.sqrt(x), samples)
  const it = pool.report()
  const { toString: _, ...fields } = it
  expect(JSON.parse(JSON.stringify(it))).toEqual(fields)
  expect(it.version).toBe(1)
  expect(Object.values(it.shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  const text = inspect(it)
  expect(String(it)).toBe(text)
  expect(text).toMatch(/^printer: 1 call, 10000 items finished \(native 10000, /)
  for (const phase of ['start', 'queue', 'copy', 'run', 'merge'])
    expect(text).toMatch(new RegExp(`^ {2}${phase} +[0-9.]+ (ms|µs|s) +[0-9]+ %`, 'm'))
  expect(text).toContain('copied 0 B, shared 160 kB')
})
