/** AsyncResult: a promise that can be asked, waited for with a limit, and cancelled. */
import { setTimeout as sleep } from 'node:timers/promises'
import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import { AsyncResult } from '../src/async-result'
import { NotReadyError, TimeoutError } from '../src/errors'

function pending<T>(options = {}): {
  result: AsyncResult<T>
  resolve: (value: T) => void
  reject: (error: unknown) => void
} {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const result = new AsyncResult<T>((yes, no) => {
    resolve = yes
    reject = no
  }, options)
  return { result, resolve, reject }
}

describe('as a promise', () => {
  test('is one, and derives plain ones', async () => {
    const { result, resolve } = pending<number>()
    expect(result).toBeInstanceOf(Promise)
    const derived = result.then((x) => x + 1)
    expect(derived.constructor).toBe(Promise)
    expect(result.finally(() => {}).constructor).toBe(Promise)
    resolve(1)
    expect(await result).toBe(1)
    expect(await derived).toBe(2)
    expect(await Promise.all([result, 5])).toEqual([1, 5])
  })

  test('is awaited as it is: no promise is made of it', async () => {
    const { result, resolve } = pending<number>()
    expect(Promise.resolve(result)).toBe(result)
    const order: string[] = []
    const tick = async (): Promise<void> => {
      await null
      order.push('a tick')
      await null
      order.push('two ticks')
    }
    resolve(1)
    const ticks = tick()
    await (async () => {
      await result
      order.push('awaited')
    })()
    await ticks
    expect(order).toEqual(['a tick', 'awaited', 'two ticks'])
  })

  test('settles once', async () => {
    const { result, resolve, reject } = pending<number>()
    resolve(1)
    reject(new Error('late'))
    resolve(2)
    expect(await result).toBe(1)
  })

  test('the inherited statics work', async () => {
    const result = AsyncResult.resolve(5)
    expect(result).toBeInstanceOf(AsyncResult)
    expect(await result).toBe(5)
    expect(await AsyncResult.all([1, Promise.resolve(2)])).toEqual([1, 2])
    await expect(AsyncResult.reject(new Error('no'))).rejects.toThrow('no')
  })
})

describe('ready and successful', () => {
  test('follow the state at once', async () => {
    const { result, resolve } = pending<number>()
    expect(result.ready()).toBe(false)
    expect(() => result.successful()).toThrow(NotReadyError)
    resolve(1)
    expect(result.ready()).toBe(true)
    expect(result.successful()).toBe(true)
  })

  test('a failure is ready and not successful', () => {
    const { result, reject } = pending<number>()
    reject(new Error('no'))
    expect(result.ready()).toBe(true)
    expect(result.successful()).toBe(false)
  })
})

describe('get', () => {
  test('gives the result, at once or later', async () => {
    const { result, resolve } = pending<number>()
    const early = result.get(1000)
    resolve(7)
    expect(await early).toBe(7)
    expect(await result.get(0)).toBe(7)
    expect(await result.get()).toBe(7)
  })

  test('times out, and the task goes on', async () => {
    const { result, resolve } = pending<number>()
    const start = performance.now()
    const error = await result.get(30).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ timeout: 30, message: expect.stringContaining('goes on') })
    expect(performance.now() - start).toBeGreaterThan(25)
    resolve(1)
    expect(await result.get(30)).toBe(1)
  })

  test('gives the failure', async () => {
    const { result, reject } = pending<number>()
    const waiting = result.get(1000)
    reject('just text')
    await expect(waiting).rejects.toBe('just text')
  })

  test('a long time is not no time', async () => {
    const { result, resolve } = pending<number>()
    const waiting = [result.get(1e15), result.get(Number.POSITIVE_INFINITY)]
    await sleep(20)
    resolve(1)
    expect(await Promise.all(waiting)).toEqual([1, 1])
  })

  test.each([-1, Number.NaN, '5', null])('%j is no time', (timeout) => {
    const { result } = pending<number>()
    const invalid = expect.objectContaining({ code: 'ERR_NUMPOOL_INVALID_ARG' })
    expect(() => result.get(timeout as number)).toThrow(invalid)
    expect(() => result.wait(timeout as number)).toThrow(invalid)
  })
})

describe('wait', () => {
  test('ends with the call, whatever comes of it', async () => {
    const { result, reject } = pending<number>()
    const waiting = result.wait()
    reject(new Error('no'))
    expect(await waiting).toBeUndefined()
    expect(await result.wait(5)).toBeUndefined()
    await expect(result).rejects.toThrow('no')
  })

  test('ends when the time is over', async () => {
    const { result } = pending<number>()
    await result.wait(10)
    expect(result.ready()).toBe(false)
  })
})

describe('cancel', () => {
  test('reaches the call while there is one', () => {
    const cancel = vi.fn(() => true)
    const { result, resolve } = pending<number>({ cancel })
    expect(result.cancel('enough')).toBe(true)
    expect(cancel).toHaveBeenCalledWith('enough')
    resolve(1)
    expect(result.cancel()).toBe(false)
    expect(cancel).toHaveBeenCalledTimes(1)
  })
})

describe('a failure that nobody has read', () => {
  const collect = async (): Promise<void> => {
    for (let round = 0; round < 5; round++) {
      ;(globalThis as { gc?: () => void }).gc?.()
      await sleep(5)
    }
  }
  const watch = (): { warnings: Error[]; unhandled: unknown[]; end(): void } => {
    const warnings: Error[] = []
    const unhandled: unknown[] = []
    const onWarning = (warning: Error): void => void warnings.push(warning)
    const onUnhandled = (error: unknown): void => void unhandled.push(error)
    process.on('warning', onWarning)
    process.on('unhandledRejection', onUnhandled)
    return {
      warnings,
      unhandled,
      end() {
        process.off('warning', onWarning)
        process.off('unhandledRejection', onUnhandled)
      },
    }
  }

  test('is a warning when the result is collected, and no unhandled rejection', async () => {
    const seen = watch()
    ;(() => {
      const { reject } = pending<number>({ method: 'applyAsync' })
      reject(new RangeError('lost in a list'))
    })()
    await collect()
    seen.end()
    expect(seen.unhandled).toEqual([])
    expect(seen.warnings).toHaveLength(1)
    expect(seen.warnings[0]).toMatchObject({
      name: 'NumpoolWarning',
      code: 'NUMPOOL_UNREAD',
      message: 'The result of applyAsync failed and was never read: RangeError: lost in a list',
    })
  })

  test.each([
    ['then', (result: AsyncResult<number>) => result.then(undefined, () => {})],
    ['catch', (result: AsyncResult<number>) => result.catch(() => {})],
    ['get', (result: AsyncResult<number>) => result.get(5).catch(() => {})],
    ['successful', (result: AsyncResult<number>) => result.successful()],
    [
      'await',
      async (result: AsyncResult<number>) => {
        try {
          await result
        } catch {
          // Read.
        }
      },
    ],
    ['allSettled', (result: AsyncResult<number>) => Promise.allSettled([result])],
  ])('is read by %s', async (how, read) => {
    const seen = watch()
    await (async () => {
      const { result, reject } = pending<number>()
      reject(new Error('no'))
      await read(result)
    })()
    if (how !== 'successful')
      await (async () => {
        const { result, reject } = pending<number>()
        const reading = read(result)
        reject(new Error('no'))
        await reading
      })()
    await collect()
    seen.end()
    expect(seen).toMatchObject({ warnings: [], unhandled: [] })
  })

  test('is not read by looking at it', async () => {
    const seen = watch()
    await (async () => {
      const { result, reject } = pending<number>()
      expect(inspect(result)).toBe('AsyncResult [Promise] { <pending> }')
      reject(new Error('no'))
      expect(inspect(result)).toContain('<rejected>')
    })()
    await collect()
    seen.end()
    expect(seen.unhandled).toEqual([])
    expect(seen.warnings).toHaveLength(1)
  })

  test('is not read by wait', async () => {
    const seen = watch()
    await (async () => {
      const { result, reject } = pending<number>()
      reject(new Error('no'))
      await result.wait()
    })()
    await collect()
    seen.end()
    expect(seen.warnings).toHaveLength(1)
  })

  test('is not read by a get that had given up before', async () => {
    const seen = watch()
    await (async () => {
      const { result, reject } = pending<number>()
      await result.get(1).catch(() => {})
      reject(new Error('no'))
    })()
    await collect()
    seen.end()
    expect(seen.warnings).toHaveLength(1)
    expect(seen.unhandled).toEqual([])
  })

  test('once read, is an ordinary rejection of what was derived', async () => {
    const seen = watch()
    const { result, reject } = pending<number>()
    const error = new Error('no')
    result.then((x) => x)
    reject(error)
    await sleep(5)
    seen.end()
    expect(seen.unhandled).toEqual([error])
  })

  test("is an unhandled rejection with unreadErrors: 'throw'", async () => {
    const seen = watch()
    const { reject } = pending<number>({ throwUnread: true })
    const error = new Error('no')
    reject(error)
    const waited = pending<number>({ throwUnread: true })
    const waiting = waited.result.wait()
    waited.reject(error)
    await waiting
    const handled = pending<number>({ throwUnread: true })
    const reading = handled.result.get(100).catch(() => {})
    handled.reject(error)
    await reading
    await sleep(5)
    seen.end()
    expect(seen.unhandled).toEqual([error, error])
    expect(seen.warnings).toEqual([])
  })
})
