/**
 * Calls over typed arrays lend each other the shared memory that these are copied into (calls/scratch.ts). Nobody must ever see what
 * another call has left there, nor write into it late.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { Scratch } from '../src/engine/workers/calls/scratch'
import { type AnyFn, workersPool } from './support/workers'

const pool = workersPool(2)
afterAll(() => pool.engine.terminate())

/** 160 KB: small arrays have memory of their own. */
const COUNT = 20_000
const numbers = (add: number, count = COUNT): Float64Array =>
  Float64Array.from({ length: count }, (_, i) => i + add)
const negative = (x: number): number => -x
const negatives = (add: number, count?: number): Float64Array => numbers(add, count).map(negative)

describe('what a call has got stays what it is', () => {
  test('after others of all sizes, one after the other and together', async () => {
    const sizes = [COUNT, COUNT / 2, 3 * COUNT, COUNT, 9000, COUNT]
    const kept: Float64Array[] = []
    for (const [i, size] of sizes.entries()) kept.push(await pool.map(negative, numbers(i, size)))
    for (const [i, size] of sizes.entries()) expect(kept[i]).toEqual(negatives(i, size))
    const together = await Promise.all(
      sizes.map((size, i) => pool.map(negative, numbers(10 * i, size))),
    )
    for (const [i, size] of sizes.entries()) expect(together[i]).toEqual(negatives(10 * i, size))
    expect(kept[0]).toEqual(negatives(0))
  })

  test('with other kinds of numbers', async () => {
    await pool.map(negative, numbers(5))
    const bytes = new Uint8Array(8 * COUNT).fill(3)
    expect(await pool.map((x: number) => x + 1, bytes)).toEqual(bytes.map(() => 4))
    const big = new BigInt64Array(COUNT).fill(7n)
    expect(await pool.map((x: bigint) => -x, big)).toEqual(big.map(() => -7n))
    expect(pool.mapSync(negative, numbers(6))).toEqual(negatives(6))
  })
})

describe('memory that a worker may still write to is not lent', () => {
  const next = async (): Promise<void> => {
    for (let add = 1; add < 4; add++)
      expect(await pool.map(negative, numbers(add))).toEqual(negatives(add))
  }

  test('after items that failed, whose places hold nothing of other calls', async () => {
    await next()
    const odd: AnyFn = (x: number) => {
      if (x % 1000 === 1) throw new RangeError('no')
      return x
    }
    const { value, failures } = await pool.outcome(odd, numbers(0))
    expect(failures).toHaveLength(COUNT / 1000)
    for (const { index } of failures) expect(value[index]).toBe(0)
    expect(value[2]).toBe(2)
    await next()
  })

  test('after a call that was stopped while it runs', async () => {
    const words = new Int32Array(new SharedArrayBuffer(4))
    // It stores its first result when all the others are there.
    const waits = (x: number): number => {
      if (x === 0) Atomics.wait(words, 0, 0, 20_000)
      return 123
    }
    const aborter = new AbortController()
    const stopped = pool.map(waits, numbers(0), { signal: aborter.signal, graceMs: 20_000 })
    setTimeout(() => aborter.abort(), 20)
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
    const results = [1, 2, 3].map((add) => pool.map(negative, numbers(add)))
    Atomics.store(words, 0, 1)
    Atomics.notify(words, 0)
    for (const [i, result] of results.entries()) expect(await result).toEqual(negatives(i + 1))
  })

  test('after a worker that ended', async () => {
    const ends = (x: number): number => (x === 7000 ? process.exit(3) : x)
    const { failures } = await pool.outcome(ends, numbers(0))
    expect(failures).toMatchObject([{ index: 7000, error: { state: 'lost' } }])
    await next()
  })
})

describe('lent memory', () => {
  test('is the same again, where it is not much too large', () => {
    const scratch = new Scratch()
    const [small, large] = [scratch.take(1e5), scratch.take(1e6)]
    scratch.give(large)
    scratch.give(small)
    expect(scratch.take(9e4)).toBe(small)
    expect(scratch.take(9e4)).not.toBe(large)
    expect(scratch.take(5e5)).toBe(large)
    expect(scratch.take(5e5)).not.toBe(large)
  })

  test('does not grow with the calls', async () => {
    // V8 counts no shared memory: what calls had left behind was not collected for a hundred of them.
    const code = `
      const { Pool } = require(${JSON.stringify(require.resolve('../dist/index.cjs'))})
      const pool = new Pool(2, { engine: 'workers' }), data = new Float64Array(1e6)
      const run = async () => {
        for (let i = 0; i < 5; i++) await pool.map((x) => x + 1, data)
        const before = process.memoryUsage.rss()
        for (let i = 0; i < 60; i++) await pool.map((x) => x + 1, data)
        console.log(Math.round((process.memoryUsage.rss() - before) / 1e6))
        await pool.terminate()
      }
      run()`
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', code])
    expect(Number(stdout)).toBeLessThan(300)
  })
})
