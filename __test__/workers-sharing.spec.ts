/** Workers take over from each other what has not begun; calls that wait, stop at a failure, adapt, or run again after a death. */
import { afterEach, describe, expect, test } from 'vitest'
import { Pool, range, WorkerLostError } from '../src/index'
import { sleep } from './support/workers'

let pool: Pool
const open = (...args: ConstructorParameters<typeof Pool>): Pool => {
  pool = new Pool(...args)
  return pool
}
afterEach(() => pool.terminate())

const log = (items: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * items))

describe('what waits behind a long item', () => {
  test('runs on the other worker: in a chunk', async () => {
    open({ processes: 2, engine: 'workers' })
    await pool.warmup()
    const ran = log(401)
    const wait = (i: number): number => {
      Atomics.add(ran, i, 1)
      // Until all others have run, which it would wait for in vain if they were behind it.
      if (i === 0) while (Atomics.load(ran, 400) < 399);
      else Atomics.add(ran, 400, 1)
      return i
    }
    expect(await pool.map(wait, range(400), { timeout: 20_000 })).toEqual([...range(400)])
    expect(await pool.map((i: number) => `${i}`, [...range(400)])).toHaveLength(400)
    expect([...ran.subarray(0, 400)].every((n) => n === 1)).toBe(true)
  })

  test('and in a batch of single calls', async () => {
    open({ processes: 2, engine: 'workers' })
    await pool.warmup()
    const ran = log(401)
    const wait = (i: number): number => {
      Atomics.add(ran, i, 1)
      if (i === 0) while (Atomics.load(ran, 400) < 399);
      else Atomics.add(ran, 400, 1)
      return i
    }
    const calls = Array.from({ length: 400 }, (_, i) => pool.applyAsync(wait, [i]))
    expect(await Promise.all(calls)).toEqual([...range(400)])
    expect([...ran.subarray(0, 400)].every((n) => n === 1)).toBe(true)
  })
})

describe('workers that end while items wander', () => {
  const dieAt = (ran: Int32Array, deadly: readonly number[]) => {
    return (i: number): number => {
      Atomics.add(ran, i, 1)
      if (deadly.includes(i)) process.exit(1)
      // Some long enough for the others to come for what waits.
      if (i % 37 === 0) for (let end = performance.now() + 3; performance.now() < end; );
      return i
    }
  }

  // The first of a chunk, some in the middle, the last; typed arrays go through a loop of their own.
  test.each([
    ['a list', [...range(600)]],
    ['a typed array', Int32Array.from(range(600))],
  ])('each item of %s runs once, only those that end a worker are lost', async (_, data) => {
    open({ processes: 2, engine: 'workers' })
    const ran = log(600)
    const deadly = [0, 149, 150, 377, 599]
    const settled = await pool.map(dieAt(ran, deadly), data as number[], { onError: 'collect' })
    expect([...ran].every((n) => n === 1)).toBe(true)
    settled.forEach((one, i) => {
      if (deadly.includes(i)) expect(one).toMatchObject({ status: 'rejected' })
      else expect(one).toEqual({ status: 'fulfilled', value: i })
    })
  })

  test('each single call runs once, too', async () => {
    open({ processes: 2, engine: 'workers' })
    const ran = log(600)
    const deadly = [0, 149, 150, 377, 599]
    const fn = dieAt(ran, deadly)
    const calls = Array.from({ length: 600 }, (_, i) => pool.applyAsync(fn, [i]))
    const settled = await Promise.allSettled(calls)
    expect([...ran].every((n) => n === 1)).toBe(true)
    settled.forEach((one, i) => {
      if (!deadly.includes(i)) expect(one).toEqual({ status: 'fulfilled', value: i })
      else expect((one as PromiseRejectedResult).reason).toBeInstanceOf(WorkerLostError)
    })
  })
})

describe('concurrency', () => {
  test('a thousand waiting items overlap', async () => {
    open({ processes: 2, engine: 'workers', concurrency: 500 })
    await pool.warmup()
    const wait = async (i: number): Promise<number> => {
      await new Promise((go) => setTimeout(go, 50))
      return i
    }
    const start = performance.now()
    expect(await pool.map(wait, range(1000))).toEqual([...range(1000)])
    const calls = Array.from({ length: 1000 }, (_, i) => pool.applyAsync(wait, [i]))
    expect(await Promise.all(calls)).toEqual([...range(1000)])
    // In turn they would take 50 seconds.
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  test('no more than asked for, and what runs without waiting runs alone', async () => {
    open({ processes: 1, engine: 'workers' })
    const words = log(2)
    const item = async (): Promise<number> => {
      const running = Atomics.add(words, 0, 1) + 1
      if (running > Atomics.load(words, 1)) Atomics.store(words, 1, running)
      await new Promise((go) => setTimeout(go, 5))
      Atomics.sub(words, 0, 1)
      return running
    }
    await pool.map(item, range(60), { concurrency: 7 })
    expect(Atomics.load(words, 1)).toBe(7)
    Atomics.store(words, 1, 0)
    await pool.map(item, range(10))
    expect(Atomics.load(words, 1)).toBe(1)
  })

  test('an error that nothing caught belongs to the item it came from', async () => {
    open({ processes: 1, engine: 'workers' })
    const item = (i: number): Promise<number> =>
      new Promise((go) => {
        setTimeout(
          () => {
            if (i === 3) throw new RangeError('from a timer')
            go(i)
          },
          // The third is not the oldest that waits then.
          i === 3 ? 20 : 60,
        )
      })
    const settled = await pool.map(item, range(8), { concurrency: 8, onError: 'collect' })
    expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(
      Array.from({ length: 8 }, (_, i) => i !== 3),
    )
  })

  test('a cancelled item does not take those with it that wait beside it', async () => {
    open({ processes: 1, engine: 'workers', concurrency: 10 })
    const wait = async (ms: number): Promise<number> => {
      await new Promise((go) => setTimeout(go, ms))
      return ms
    }
    const others = [pool.applyAsync(wait, [400]), pool.applyAsync(wait, [401])]
    const endless = pool.applyAsync(() => new Promise<never>(() => {}))
    await sleep(150)
    endless.cancel()
    await expect(endless).rejects.toMatchObject({ code: 'ERR_NUMPOOL_CANCELLED' })
    expect(await Promise.all(others)).toEqual([400, 401])
  })

  test('after a death all that had begun are lost, the rest runs', async () => {
    open({ processes: 1, engine: 'workers' })
    const ran = log(60)
    const item = async (i: number): Promise<number> => {
      Atomics.add(ran, i, 1)
      if (i === 11) process.exit(1)
      await new Promise((go) => setTimeout(go, 20))
      return i
    }
    const settled = await pool.map(item, range(60), { concurrency: 4, onError: 'collect' })
    expect([...ran].every((n) => n === 1)).toBe(true)
    const lost = settled.flatMap(({ status }, i) => (status === 'rejected' ? [i] : []))
    expect(lost).toContain(11)
    expect(lost.length).toBeLessThanOrEqual(4)
  })
})

test("onError 'stop': what has not begun does not run", async () => {
  open({ processes: 2, engine: 'workers' })
  const ran = log(2000)
  const item = async (i: number): Promise<number> => {
    Atomics.add(ran, i, 1)
    if (i === 5) throw new RangeError('enough')
    await new Promise((go) => setTimeout(go, 2))
    return i
  }
  await expect(pool.map(item, range(2000), { onError: 'stop' })).rejects.toMatchObject({
    message: 'enough',
    index: 5,
  })
  await sleep(100)
  const begun = [...ran].reduce((a, b) => a + b)
  expect(begun).toBeLessThan(1000)
  // The pool goes on.
  expect(await pool.map((x: number) => `${x}`, [1])).toEqual(['1'])
})

test("chunkSize 'auto' gives the same results", async () => {
  open({ processes: 2, engine: 'workers' })
  const data = [...range(5000)]
  expect(await pool.map((x: number) => `${x}`, data, { chunkSize: 'auto' })).toEqual(
    data.map((x) => `${x}`),
  )
  const objects = data.slice(0, 300).map((x) => ({ x }))
  expect(await pool.map(({ x }) => ({ y: x }), objects, { chunkSize: 'auto' })).toEqual(
    objects.map(({ x }) => ({ y: x })),
  )
})

describe('idempotent', () => {
  test('items that a lost worker had begun run again', async () => {
    open({ processes: 2, engine: 'workers', idempotent: true })
    const ran = log(200)
    const item = (i: number): number => {
      if (i % 90 === 45 && Atomics.add(ran, i, 1) === 0) process.exit(1)
      return i
    }
    expect(await pool.map(item, range(200))).toEqual([...range(200)])
    expect(ran[45]).toBe(2)
    const again = log(1)
    const once = (): string => {
      if (Atomics.add(again, 0, 1) === 0) process.exit(1)
      return 'done'
    }
    expect(await pool.applyAsync(once)).toBe('done')
  })

  test('but not for ever', async () => {
    open({ processes: 1, engine: 'workers' })
    const ran = log(1)
    const item = (): void => {
      Atomics.add(ran, 0, 1)
      process.exit(1)
    }
    await expect(pool.applyAsync(item, [], { idempotent: true })).rejects.toThrow(WorkerLostError)
    expect(ran[0]).toBe(3)
  })
})
