import { readFileSync } from 'node:fs'
import { afterAll, expect, test } from 'vitest'
import { sleep, workersPool } from './support/workers'

const pool = workersPool(2)
afterAll(() => pool.engine.terminate())

test('every item runs, failures carry their index in ascending order', async () => {
  const { value, failures } = await pool.outcome(
    (x: number) => {
      if (x % 10 === 3) throw new RangeError(`bad ${x}`)
      return x
    },
    Array.from({ length: 100 }, (_, i) => i),
  )
  expect(failures.map(({ index }) => index)).toEqual([3, 13, 23, 33, 43, 53, 63, 73, 83, 93])
  expect(failures[0]?.error).toBeInstanceOf(RangeError)
  expect(failures[0]?.error).toMatchObject({ message: 'bad 3' })
  expect(value[4]).toBe(4)
  expect(3 in value).toBe(true)
  expect(value[3]).toBeUndefined()
})

test('class, code, own fields, cause and both stacks', async () => {
  const fail = (): void => {
    throw Object.assign(new TypeError('outer', { cause: new SyntaxError('inner') }), {
      code: 'E_MINE',
      extra: [1],
    })
  }
  const error = (await pool.apply(fail).catch((thrown: unknown) => thrown)) as TypeError & {
    code: string
  }
  expect(error).toBeInstanceOf(TypeError)
  expect(error).toMatchObject({ message: 'outer', code: 'E_MINE', extra: [1] })
  expect(error.cause).toBeInstanceOf(SyntaxError)
  const [remote, local] = (error.stack ?? '').split('-- called from --')
  expect(remote).toMatch(/TypeError: outer/)
  expect(local).toMatch(/workers-errors\.spec\.ts/)
})

test("errors of Node's own", async () => {
  await expect(
    pool.apply((file: string) => readFileSync(file), ['/nowhere']),
  ).rejects.toMatchObject({
    code: 'ENOENT',
    syscall: 'open',
  })
})

test.each([null, undefined, 0, '', 'text', false, 12n])('throwing %s', async (thrown) => {
  const { failures } = await pool.outcome(
    (x: unknown) => {
      throw x
    },
    [thrown],
  )
  expect(failures).toEqual([{ index: 0, error: thrown }])
})

test('async functions are awaited, also by sync calls', async () => {
  const later = async (x: number): Promise<number> => {
    await new Promise((resolve) => setTimeout(resolve, 5))
    if (x === 2) throw new Error('two')
    return x * 2
  }
  expect(await pool.map(later, [1, 3, 4])).toEqual([2, 6, 8])
  expect(pool.mapSync(later, [1, 3, 4])).toEqual([2, 6, 8])
  expect(pool.mapSync(later, Int32Array.of(5))).toEqual(Int32Array.of(10))
  const { failures } = await pool.outcome(later, [1, 2, 3])
  expect(failures).toHaveLength(1)
  expect(failures[0]).toMatchObject({ index: 1, error: { message: 'two' } })
})

test('an uncaught exception or rejection fails the task that runs, and nothing else', async () => {
  let uncaught = 0
  const count = (): void => {
    uncaught++
  }
  process.on('uncaughtExceptionMonitor', count)
  try {
    const timer = (): Promise<void> =>
      new Promise(() => {
        setTimeout(() => {
          throw new RangeError('from a timer')
        }, 5)
      })
    const rejection = async (): Promise<void> => {
      void Promise.reject(new RangeError('nobody listens'))
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }
    await expect(pool.apply(timer)).rejects.toThrow(new RangeError('from a timer'))
    await expect(pool.apply(rejection)).rejects.toThrow(new RangeError('nobody listens'))
    expect(await pool.map((x: number) => x, [1, 2, 3])).toEqual([1, 2, 3])
    expect(uncaught).toBe(0)
  } finally {
    process.off('uncaughtExceptionMonitor', count)
  }
})

test('an error that belongs to no task becomes a warning', async () => {
  const warned = new Promise<Error>((resolve) => {
    process.once('warning', resolve)
  })
  await pool.apply(() => {
    setTimeout(() => {
      throw new Error('too late')
    }, 5)
  })
  const warning = await Promise.race([warned, sleep(5000)])
  expect(String(warning)).toMatch(/too late/)
})

test('stack overflow, and results nested too deeply', async () => {
  const endless = (n: number): number => endless(n + 1) + 1
  await expect(pool.apply(endless, [0])).rejects.toThrow(RangeError)
  const deep = (): unknown => {
    let value: unknown = []
    for (let i = 0; i < 100_000; i++) value = [value]
    return value
  }
  await expect(pool.apply(deep)).rejects.toMatchObject({ code: 'ERR_NUMPOOL_NOT_CLONEABLE' })
  expect(await pool.apply(() => 1)).toBe(1)
})

test('a task that breaks its surroundings breaks nothing else', async () => {
  const vandal = (): number => {
    Array.prototype.push = () => 0
    globalThis.Promise.resolve = (() => {
      throw new Error('gone')
    }) as never
    process.removeAllListeners('message')
    return 1
  }
  const crew = workersPool(1)
  try {
    // The worker may not survive it; the pool does, and says what happened.
    await crew.apply(vandal).catch(() => {})
    const { parentPort } = await import('node:worker_threads')
    expect(parentPort).toBeDefined()
    await crew.apply(async () => (await import('node:worker_threads')).parentPort?.close())
    expect(await crew.apply((x: number) => x + 1, [1])).toBe(2)
  } finally {
    await crew.engine.terminate()
  }
})
