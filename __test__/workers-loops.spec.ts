// Quick functions over long lists and arrays run in a loop of their own (entry/tight.ts): what it does not know, and what ends it.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { workersPool } from './support/workers'

const pool = workersPool(2)
afterAll(() => pool.engine.terminate())

const COUNT = 4000
const numbers = Array.from({ length: COUNT }, (_, i) => i)
const odd = new Set([700, 1234, 3999])

describe('over a list', () => {
  test('every kind of result, one kind after another', async () => {
    const kinds = (x: number): unknown => {
      switch (x % 9) {
        case 0:
          return undefined
        case 1:
          return null
        case 2:
          return [x]
        case 3:
          return BigInt(x)
        case 4:
          return Promise.resolve(x)
        case 5:
          return x % 2 === 0
        case 6:
          return -0
        case 7:
          return { x }
        default:
          return `${x}`
      }
    }
    expect(await pool.map(kinds, numbers)).toEqual(await Promise.all(numbers.map(kinds)))
  })

  test('a promise, an object, an error among thousands of strings', async () => {
    const f = (x: number): unknown => {
      if (x === 700) return new Promise((resolve) => setTimeout(resolve, 5, 'waited'))
      if (x === 1234) throw new RangeError('no')
      if (x === 3999) return { x }
      return `item ${x}`
    }
    const { value, failures } = await pool.outcome(f, numbers)
    expect(failures).toMatchObject([{ index: 1234, error: { name: 'RangeError', message: 'no' } }])
    const wanted: unknown[] = numbers.map((x) => `item ${x}`)
    wanted[700] = 'waited'
    wanted[1234] = undefined
    wanted[3999] = { x: 3999 }
    expect(value).toEqual(wanted)
  })

  test('results that cannot be sent fail alone', async () => {
    const { value, failures } = await pool.outcome(
      (x: number) => (x === 700 ? Symbol('a') : x === 1234 ? () => x : x),
      numbers,
    )
    expect(failures.map(({ index }) => index)).toEqual([700, 1234])
    expect(value).toEqual(numbers.map((x) => (x === 700 || x === 1234 ? undefined : x)))
  })

  test('several functions at once', async () => {
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, k) => pool.map((x: number) => x * k, numbers)),
    )
    for (const [k, result] of results.entries()) expect(result).toEqual(numbers.map((x) => x * k))
  })
})

/** How often each item ran, and what came of a call in which some items end their worker. */
async function withDeaths(data: Iterable<unknown>, output?: 'stored'): Promise<void> {
  const runs = new Int32Array(new SharedArrayBuffer(4 * COUNT))
  const ends = (x: number): unknown => {
    Atomics.add(runs, x, 1)
    if (x === 700 || x === 1234 || x === 3999) process.exit(3)
    return x + 1
  }
  const { value, failures } = await pool.outcome(ends, data)
  expect([...runs]).toEqual(numbers.map(() => 1))
  const lost = failures.filter(({ error }) => (error as { state: string }).state === 'lost')
  expect(new Set(lost.map(({ index }) => index))).toEqual(odd)
  // What had ended is there, or its result was lost on the way: numbers that are stored cannot be.
  if (output === 'stored') expect(failures).toHaveLength(odd.size)
  const failed = new Set(failures.map(({ index }) => index))
  const results = value as ArrayLike<unknown>
  for (const x of numbers) if (!failed.has(x)) expect(results[x]).toBe(x + 1)
}

describe('a worker that ends in it', () => {
  test('loses what had begun, sends what had ended, and nothing runs twice: a list', () =>
    withDeaths(numbers))

  test('the same: a typed array', () => withDeaths(Float64Array.from(numbers), 'stored'))

  test('the same without a word, out of memory: a typed array', async () => {
    const small = workersPool(2, { resourceLimits: { maxOldGenerationSizeMb: 32 } })
    const runs = new Int32Array(new SharedArrayBuffer(4 * COUNT))
    const grows = (x: number): number => {
      Atomics.add(runs, x, 1)
      if (x !== 1234) return x + 1
      const all: object[] = []
      for (;;) all.push({ n: all.length })
    }
    const { value, failures } = await small.outcome(grows, Float64Array.from(numbers))
    expect(failures).toMatchObject([{ index: 1234, error: { state: 'lost' } }])
    expect([...runs]).toEqual(numbers.map(() => 1))
    const results = value as ArrayLike<unknown>
    for (const x of numbers) if (x !== 1234) expect(results[x]).toBe(x + 1)
    await small.engine.terminate()
  })

  // The item and the rest came to the next worker in one message, in which the call was known to the first of the two alone.
  test('and runs the item once more where it may, then the rest: a typed array', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'numpool-'))
    const alone = workersPool(1)
    // What was there is written down in files: a function with objects would come in a message of its own.
    const ends = (x: number): number => {
      if (x % 1000 === 234 && !existsSync(`${folder}/${x}`)) {
        writeFileSync(`${folder}/${x}`, '')
        process.exit(3)
      }
      return x + 1
    }
    const results = await alone.map(ends, Float64Array.from(numbers), { idempotent: true })
    expect(results).toEqual(Float64Array.from(numbers, (x) => x + 1))
    await alone.engine.terminate()
    rmSync(folder, { recursive: true })
  })

  test('a list of strings', async () => {
    const texts = numbers.map(String)
    const { value, failures } = await pool.outcome((text: string) => {
      if (text === '1234') process.exit(3)
      return `${text}!`
    }, texts)
    expect(failures).toMatchObject([{ index: 1234, error: { state: 'lost' } }])
    expect(value).toEqual(texts.map((text) => (text === '1234' ? undefined : `${text}!`)))
  })
})

/** A function of which item 0 waits until all others of `COUNT` have run, and what it waited for if they do not. */
function waiting(): (x: number) => unknown {
  const words = new Int32Array(new SharedArrayBuffer(8))
  return (x) => {
    if (x === 0) return Atomics.wait(words, 0, 0, 30_000)
    if (Atomics.add(words, 1, 1) === 3998) {
      Atomics.store(words, 0, 1)
      Atomics.notify(words, 0)
    }
    return x
  }
}

test.each(['sync', 'async'])('a long item holds up no quick ones behind it: %s', async (way) => {
  // What is done in a moment is left to the worker that has it: for a while only, as that one may be held up.
  const waits = waiting()
  const results = way === 'sync' ? pool.mapSync(waits, numbers) : await pool.map(waits, numbers)
  expect(results[0]).not.toBe('timed-out')
  expect(results.slice(1)).toEqual(numbers.slice(1))
})

// A timer may come before it is time by the clock: then nobody looked again, one time in thirty.
test('nor once in two hundred calls', { timeout: 120_000 }, async () => {
  for (let call = 0; call < 200; call++)
    expect((await pool.map(waiting(), numbers))[0], `call ${call}`).not.toBe('timed-out')
})
