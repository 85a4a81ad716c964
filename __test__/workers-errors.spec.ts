import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { Pool, PoolError } from '../src'
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
  // It was a plain `Warning`, its text full of frames of the worker's own code; every other is a NumpoolWarning.
  expect(String(warning)).toMatch(
    /^NumpoolWarning: An error in worker .+ belongs to no running task: Error: too late$/,
  )
  expect(warning).toMatchObject({ name: 'NumpoolWarning', code: 'NUMPOOL_STRAY_ERROR' })
  const { detail = '' } = warning as { detail?: string }
  expect(detail).toMatch(/^Error: too late\n +at .*workers-errors\.spec/)
  expect(detail).not.toContain('[worker eval]')
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

describe('failures of whole calls', () => {
  // A timer or a message makes these errors: their stacks showed frames of numpool and of Node, and nothing of the program.
  async function render(): Promise<void> {
    await new Promise((go) => setTimeout(go, 60_000))
  }
  const failures: [string, RegExp, (own: Pool) => PromiseLike<unknown>][] = [
    [
      'a timeout',
      /^TimeoutError: map\(render\) took longer than 50 ms/,
      (own) => own.map(render, [1], { timeout: 50, graceMs: 0 }),
    ],
    [
      'a timeout inline',
      /^TimeoutError: map\(render\) took longer than 50 ms/,
      (own) => own.map(render, [1], { timeout: 50, engine: 'inline' }),
    ],
    [
      'a task timeout',
      /^TaskTimeoutError: Item 0 of map\(render\) took longer than 50 ms/,
      (own) => own.map(render, [1], { taskTimeout: 50, graceMs: 0 }),
    ],
    [
      'a task timeout inline',
      /^TaskTimeoutError: Item 0 of map\(render\) took longer than 50 ms/,
      (own) => own.map(render, [1], { taskTimeout: 50, engine: 'inline' }),
    ],
    [
      'a task timeout of a single call',
      /^TaskTimeoutError: The task of apply\(render\) took longer than 50 ms/,
      (own) => own.apply(render, [], { taskTimeout: 50, graceMs: 0 }),
    ],
    [
      'a task timeout of one among several',
      /^TaskTimeoutError: The task of applyAsync\(render\) took longer than 50 ms/,
      async (own) => {
        const options = { taskTimeout: 50, graceMs: 0 }
        await own.apply(function quick() {}, [], { taskTimeout: 5000 })
        void own.applyAsync(function quick() {}, [], options).wait()
        return own.applyAsync(render, [], options)
      },
    ],
    [
      'a task timeout of one that computes',
      /^TaskTimeoutError: The task of apply\(spin\) took longer than 50 ms/,
      (own) => {
        const spin = (): never => {
          for (;;);
        }
        return own.apply(spin, [], { taskTimeout: 50, graceMs: 0 })
      },
    ],
    [
      'cancel()',
      /^CancelledError: map\(render\) was cancelled: enough/,
      (own) => {
        const result = own.map(render, [1], { graceMs: 0 })
        setTimeout(() => result.cancel('enough'), 50)
        return result
      },
    ],
    [
      'terminate()',
      /^PoolTerminatedError: The pool was terminated before map\(render\) was done\./,
      (own) => {
        const result = own.map(render, [1])
        setTimeout(() => void own.terminate(), 50)
        return result
      },
    ],
    [
      'terminate() of a single call',
      /^PoolTerminatedError: The pool was terminated before apply\(render\) was done\./,
      (own) => {
        const result = own.apply(render)
        setTimeout(() => void own.terminate(), 50)
        return result
      },
    ],
    [
      'a worker that ends',
      /^WorkerLostError: A worker ended with exit code 3 while it ran item 0 of map\(leave\)/,
      (own) =>
        own.map(
          async function leave() {
            process.exit(3)
          },
          [1],
        ),
    ],
    [
      'a broken pool',
      /^BrokenPoolError: /,
      async () => {
        const broken = new Pool(1, {
          initializer: () => {
            throw new Error('no database')
          },
        })
        await broken.map(render, [1]).catch(() => {})
        return broken.map(render, [1])
      },
    ],
    [
      'an imap',
      /^TimeoutError: imap\(render\) took longer than 50 ms/,
      (own) => own.imap(render, [1], { timeout: 50, graceMs: 0 }).next(),
    ],
    [
      'a function that cannot travel',
      /^CannotTravelError: /,
      (own) => {
        const seen = new WeakMap()
        return own.map((x: object) => String(seen.has(x)), [{}])
      },
    ],
  ]
  test.each(failures)('%s: the stack shows the call', async (_, message, fail) => {
    const own = new Pool({ processes: 1, engine: 'auto' })
    try {
      const error = (await Promise.resolve(fail(own)).catch((e: unknown) => e)) as Error
      expect(error).toBeInstanceOf(PoolError)
      const { stack = '' } = error
      expect(stack).toMatch(message)
      expect(stack).toMatch(/\n +at .*workers-errors\.spec/)
      // Nor those of Node that heard of it: an error of a worker's death showed its `emit`.
      expect(stack).not.toMatch(/[\\/]src[\\/]|worker eval|node:events/)
    } finally {
      await own.terminate()
    }
  })

  test('each call has its own place, though the pool fails once', async () => {
    const own = new Pool(1)
    const first = own.map(render, [1])
    const second = own.map(render, [2])
    await own.terminate()
    const errors = await Promise.all([
      first.catch((e: unknown) => e),
      second.catch((e: unknown) => e),
    ])
    expect((errors[0] as Error).stack).not.toBe((errors[1] as Error).stack)
  })
})

test('causes and gathered errors show no frames of the worker either', async () => {
  // Only the outermost error was freed of them.
  const fail = (): never => {
    const inner = new Error('inner', { cause: new Error('innermost') })
    throw new AggregateError([new Error('gathered')], 'outer', { cause: inner })
  }
  const error = (await pool.apply(fail).catch((e: unknown) => e)) as AggregateError
  const inner = error.cause as Error
  for (const each of [error, inner, inner.cause as Error, error.errors[0] as Error]) {
    expect(each.stack).not.toContain('[worker eval]')
    expect(each.stack).toMatch(/at fail .*workers-errors\.spec/)
  }
})
