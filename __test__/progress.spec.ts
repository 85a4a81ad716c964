/** onProgress and the bar of `progress: true`: on every engine, for few and no items, and however the call ends. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { type EngineName, Pool, type Progress, range } from '../src/index'
import { progressReporter } from '../src/pool/progress'

const pool = new Pool(2)
afterAll(() => pool.terminate())

describe.each<EngineName>(['inline', 'workers', 'native'])('%s', (engine) => {
  const half = (x: number): number => x / 2

  test('the last call says that all is done', async () => {
    for (const length of [1, 1000, 200_000]) {
      const told: Progress[] = []
      const onProgress = (progress: Progress): void => void told.push(progress)
      await pool.map(half, range(length), { engine, onProgress })
      expect(told.at(-1)).toMatchObject({ done: length, total: length, eta: 0 })
      expect(told.at(-1)?.rate).toBeGreaterThan(0)
      pool.mapSync(half, range(length), { engine, onProgress: (p) => void told.push(p) })
      expect(told.at(-1)).toMatchObject({ done: length, total: length, eta: 0 })
    }
  })

  // No items once meant no call: a bar waiting for the end never saw it.
  test('no items are done at once, which is told once', async () => {
    const onProgress = vi.fn()
    await pool.map(half, [], { engine, onProgress })
    expect(onProgress).toHaveBeenCalledExactlyOnceWith({ done: 0, total: 0, rate: 0, eta: 0 })
    pool.mapSync(half, [], { engine, onProgress })
    expect(onProgress).toHaveBeenCalledTimes(2)
  })
})

test.each<EngineName>(['inline', 'workers'])(
  '%s: items that wait at the same time, and failing ones, count as they end',
  async (engine) => {
    const told: Progress[] = []
    const wait = async (x: number): Promise<void> => {
      await new Promise((go) => setTimeout(go, 60 + 60 * Math.floor(x / 4)))
      if (x === 5) throw new Error('no')
    }
    await pool.map(wait, range(12), {
      engine,
      concurrency: 12,
      chunkSize: 12,
      onError: 'collect',
      onProgress: (progress) => void told.push(progress),
    })
    const counts = told.map(({ done }) => done)
    expect(counts.at(-1)).toBe(12)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(counts.length).toBeGreaterThan(1)
    expect(new Set(counts).size).toBe(counts.length)
  },
)

describe('rate and ETA', () => {
  test('are those of the call so far', () => {
    let time = 0
    const told: Progress[] = []
    const report = progressReporter(
      1000,
      (progress) => told.push(progress),
      (f, ...args) => void f(...args),
      () => time,
    )
    time += 2000
    report(100)
    time += 2000
    report(600)
    expect(told).toEqual([
      { done: 100, total: 1000, rate: 50, eta: 18_000 },
      { done: 600, total: 1000, rate: 150, eta: (400 / 150) * 1000 },
    ])
  })
})

describe('progress: true', () => {
  const { isTTY, columns } = process.stderr
  afterEach(() => {
    Object.assign(process.stderr, { isTTY, columns })
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  })

  /** Stands in for a terminal; what is written to it. */
  function terminal(): string[] {
    const written: string[] = []
    Object.assign(process.stderr, { isTTY: true, columns: 100 })
    vi.stubEnv('TERM', 'xterm')
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    return written
  }

  test('draws a bar, and wipes it however the call ends', async () => {
    const written = terminal()
    const slowly = (x: number): Promise<number> => sleep(40, x)
    const options = { engine: 'inline', progress: true } as const
    await pool.map(slowly, range(10), options)
    expect(written.join('')).toMatch(/map slowly +\d+% \[#*-*\] \d+\/10 .*ETA/)
    expect(written.at(-1)).toBe('\r\u001b[K')
    written.length = 0
    await expect(pool.map(slowly, range(100), { ...options, timeout: 250 })).rejects.toThrow()
    expect(written.at(-1)).toBe('\r\u001b[K')
    const { length } = written
    expect(length).toBeGreaterThan(0)
    await sleep(150)
    expect(written).toHaveLength(length)
    for await (const _ of pool.imap(slowly, range(10), options));
    expect(written.slice(length).join('')).toMatch(/imap slowly \d+ items/)
    expect(written.at(-1)).toBe('\r\u001b[K')
  })

  test('draws nothing where there is no terminal', async () => {
    const written = terminal()
    Object.assign(process.stderr, { isTTY: false })
    await pool.map((x) => sleep(30, x), range(8), { engine: 'inline', progress: true })
    expect(written).toEqual([])
  })
})
