import { afterAll, describe, expect, test } from 'vitest'
import { NotCloneableError, Pool, ThrownValueError } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

/** What a call was rejected with; a call that is not is a failure of the test. */
async function rejection(call: PromiseLike<unknown>): Promise<unknown> {
  let value: unknown
  try {
    value = await call
  } catch (error) {
    return error
  }
  throw new Error(`was not rejected, but fulfilled with ${String(value)}`)
}

/** What each task throws, and what it must arrive as. */
const primitives: [string, () => never, unknown][] = [
  [
    'undefined',
    () => {
      throw undefined
    },
    undefined,
  ],
  [
    'null',
    () => {
      throw null
    },
    null,
  ],
  [
    '0',
    () => {
      throw 0
    },
    0,
  ],
  [
    'an empty string',
    () => {
      throw ''
    },
    '',
  ],
  [
    'a bigint',
    () => {
      throw 10n
    },
    10n,
  ],
  [
    'a registered symbol',
    () => {
      throw Symbol.for('kept')
    },
    Symbol.for('kept'),
  ],
  [
    'frozen data',
    () => {
      throw Object.freeze({ status: 404 })
    },
    { status: 404 },
  ],
]
const others: [string, () => never, RegExp][] = [
  [
    'a symbol of its own',
    () => {
      throw Symbol('own')
    },
    /the symbol Symbol\(own\)/,
  ],
  [
    'a function',
    () => {
      throw () => 1
    },
    /a function/,
  ],
  [
    'a Proxy',
    () => {
      throw new Proxy({}, {})
    },
    /a Proxy/,
  ],
  [
    'a WeakMap',
    () => {
      throw new WeakMap()
    },
    /a WeakMap/,
  ],
  [
    'an object whose getter throws',
    () => {
      throw {
        get a() {
          throw new Error('mine')
        },
      }
    },
    /a getter/,
  ],
]

describe('whatever a task throws, its call rejects', () => {
  test.each(primitives)('%s arrives as it is', async (_, task, expected) => {
    expect(await rejection(pool.apply(task))).toEqual(expected)
    const mapped = await rejection(pool.map(task, [1, 2, 3]))
    // An object is told its place in the input, too.
    if (typeof expected === 'object' && expected !== null) expect(mapped).toMatchObject(expected)
    else expect(mapped).toBe(expected)
    expect(await rejection(pool.apply(async () => task(), [], { captures: { task } }))).toEqual(
      expected,
    )
    const settled = await pool.map(task, [1, 2], { onError: 'collect' })
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    let caught: unknown = 'nothing'
    try {
      pool.applySync(task)
    } catch (error) {
      caught = error
    }
    expect(caught).toEqual(expected)
  })

  test.each(others)('%s becomes an error that names it', async (_, task, words) => {
    const error = await rejection(pool.apply(task))
    expect(error).toBeInstanceOf(ThrownValueError)
    expect(error).toMatchObject({
      code: 'ERR_NUMPOOL_THROWN_VALUE',
      thrown: expect.stringMatching(words),
    })
    expect((error as Error).stack).toContain('-- called from --')
  })

  test('errors keep causes, errors and fields, and are cut where nobody would read on', async () => {
    const error = (await rejection(
      pool.apply(() => {
        const error = new AggregateError([new RangeError('a'), 'text'], 'x'.repeat(1e7), {
          cause: new SyntaxError('deep', { cause: 'deeper' }),
        })
        error.stack = `Error: ${'y'.repeat(1e7)}\n    at last`
        throw Object.assign(error, { code: 'E_X', socket: () => 1, when: new Date(5) })
      }),
    )) as AggregateError & { code: string; socket: unknown; when: Date; cause: Error }
    expect(error).toBeInstanceOf(AggregateError)
    expect(error.errors[0]).toBeInstanceOf(RangeError)
    expect(error.errors[1]).toBe('text')
    expect(error.cause).toBeInstanceOf(SyntaxError)
    expect(error.cause.cause).toBe('deeper')
    expect(error).toMatchObject({ code: 'E_X', socket: '[the function socket]', when: new Date(5) })
    expect(error.message.length).toBeLessThan(2e6)
    expect(error.stack?.length).toBeLessThan(2e5)
    expect(error.stack).toContain('at last')
  })
})

describe('data that nobody can send is refused, and harms no other item', () => {
  const deep = (levels: number): unknown => {
    let value: unknown = 1
    for (let i = 0; i < levels; i++) value = [value]
    return value
  }

  // Node's reader of clones gave up in the worker; the call was never heard of again.
  test.each([1_500, 100_000])('%i levels, as argument, item and result', async (levels) => {
    const depth = await rejection(pool.apply((x: unknown) => x, [deep(levels)]))
    expect(depth).toBeInstanceOf(NotCloneableError)
    expect((depth as Error).message).toMatch(/nested too deeply/)
    const items = [1, deep(levels), 3]
    const settled = await pool.map((x) => typeof x, items, { onError: 'collect' })
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    const result = await rejection(
      pool.apply(
        (n: number) => {
          let value: unknown = 1
          for (let i = 0; i < n; i++) value = { value }
          return value
        },
        [levels],
      ),
    )
    expect(result).toBeInstanceOf(NotCloneableError)
    expect(await pool.apply(() => 'alive')).toBe('alive')
  })

  test('recursion in data that is legal goes through', async () => {
    const back = await pool.apply((x: unknown) => x, [deep(900)])
    expect(JSON.stringify(back)).toBe(JSON.stringify(deep(900)))
  })

  test.each<[string, () => unknown, string]>([
    ['a function', () => ({ f: () => 1 }), 'result.f'],
    ['a symbol', () => [Symbol('x')], 'result[0]'],
    ['a WeakMap', () => new WeakMap(), 'result'],
    ['a class instance', () => [{ x: new (class Foo {})() }], 'result[0].x'],
    ['a Proxy', () => ({ p: new Proxy({ a: 1 }, {}) }), 'result.p'],
    ['a promise', () => [Promise.resolve(1)], 'result[0]'],
    ['a generator', () => [[].values()], 'result[0]'],
  ])('%s as a result, naming its path', async (_, task, at) => {
    const error = await rejection(pool.apply(task))
    expect(error).toBeInstanceOf(NotCloneableError)
    expect(error).toMatchObject({ path: at })
  })

  test('a DOMException is a value', async () => {
    const back = await pool.apply(() => new DOMException('stop', 'AbortError'))
    expect(back).toBeInstanceOf(DOMException)
    expect(back.name).toBe('AbortError')
  })
})
