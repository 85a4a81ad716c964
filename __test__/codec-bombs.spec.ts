import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode, encodeThrown, isPlain, Refusal } from '../src/codec'
import { ThrownValueError } from '../src/errors'

/** What arrives on the other side: structured clone is what a port does. */
function cross(value: unknown): unknown {
  return decode(structuredClone(encode(value)))
}

function crossThrown(value: unknown): unknown {
  return decode(structuredClone(encodeThrown(value)))
}

/** Generous: what is not bounded takes minutes, or the process. */
const WATCHDOG = 60_000

describe('data made to break the codec', { timeout: WATCHDOG }, () => {
  // Node's reader of clones gives up at 1,900 levels; it did so in the receiver, where nobody knew which call it was.
  test.each([
    ['arrays', (inner: unknown): unknown => [inner]],
    ['objects', (inner: unknown): unknown => ({ inner })],
    ['maps', (inner: unknown): unknown => new Map([['a', inner]])],
    ['errors', (inner: unknown): unknown => new Error('x', { cause: inner })],
  ])('%s a million levels deep', (_, wrap) => {
    let value: unknown = 1
    for (let i = 0; i < 1e6; i++) {
      // An error costs a stack.
      if (i === 1e4 && wrap(0) instanceof Error) break
      value = wrap(value)
    }
    expect(() => encode(value)).toThrow(Refusal)
    expect(() => encode(value)).toThrow(/nested too deeply/)
    expect(crossThrown(value)).toBeInstanceOf(Error)
  })

  test('data below the limit arrives, plain or not', () => {
    let plain: unknown = 1
    let special: unknown = new URL('a:b')
    for (let i = 0; i < 900; i++) {
      plain = [plain]
      special = { special }
    }
    expect(cross(plain)).toEqual(plain)
    let arrived = cross(special)
    while (!(arrived instanceof URL)) arrived = (arrived as { special: unknown }).special
    expect(arrived.href).toBe('a:b')
  })

  test('arrays that are nothing but length', () => {
    const empty: unknown[] = []
    empty.length = 2 ** 32 - 1
    expect((cross(empty) as unknown[]).length).toBe(2 ** 32 - 1)
    // Something at the beginning, which made it look dense.
    const first = [1]
    first.length = 2 ** 32 - 1
    first[4_000_000_000] = 2
    const arrived = cross({ first, url: new URL('a:b') }) as { first: number[] }
    expect(Object.entries(arrived.first)).toEqual([
      ['0', 1],
      ['4000000000', 2],
    ])
  })

  test('shared references 25 levels deep, and cycles through them', () => {
    let value: unknown = { leaf: 1 }
    for (let i = 0; i < 25; i++) value = { a: value, b: value, c: [value] }
    expect(isPlain(value)).toBe(true)
    let special: unknown = { leaf: new URL('a:b') }
    for (let i = 0; i < 25; i++) special = [special, special, { special }]
    const [a, b] = cross(special) as [unknown, unknown]
    expect(a).toBe(b)
    const ring: Record<string, unknown> = {}
    for (let i = 0; i < 200; i++) ring[`k${i}`] = { ring, list: [ring, ring] }
    expect(isPlain(ring)).toBe(true)
    const arrived = cross(ring) as Record<string, { ring: unknown }>
    expect(arrived.k7?.ring).toBe(arrived)
  })

  test('very many keys and values', () => {
    const keys: Record<string, number> = {}
    for (let i = 0; i < 2e5; i++) keys[`key ${i}`] = i
    expect(Object.keys(cross({ keys, u: new URL('a:b') }) as { keys: object }).length).toBe(2)
    const map = new Map(Array.from({ length: 1e6 }, (_, i) => [i, i]))
    expect((cross(map) as typeof map).size).toBe(1e6)
  })

  test('a string of 100 MB', () => {
    const text = 'x'.repeat(1e8)
    expect((cross([text, new URL('a:b')]) as string[])[0]?.length).toBe(1e8)
    const arrived = crossThrown(new Error(text)) as Error
    expect(arrived.message.length).toBeLessThan(2e6)
    expect(arrived.message).toMatch(/^xxx.*characters left out/s)
  })
})

describe('names that mean something to JavaScript', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then']

  test('are names like others, at every depth', () => {
    fc.assert(
      fc.property(
        fc.object({ key: fc.oneof(fc.constantFrom(...names), fc.string()), maxDepth: 3 }),
        fc.boolean(),
        (object, special) => {
          // What JSON.parse makes has an own `__proto__`; assignment would have lost it.
          const value: unknown = JSON.parse(JSON.stringify(object))
          const arrived = cross(special ? [value, new URL('a:b')] : value)
          expect(JSON.stringify(special ? (arrived as unknown[])[0] : arrived)).toBe(
            JSON.stringify(value),
          )
          expect(Object.keys(Object.prototype)).toEqual([])
        },
      ),
      { numRuns: 300 },
    )
  })

  test('on Object.prototype they change nothing', () => {
    const value = {
      a: [{ b: 1 }],
      m: new Map([['k', new Error('x')]]),
      d: Object.create(null) as object,
    }
    const polluted = Object.prototype as Record<string, unknown>
    const names = ['extras', 'get', 'as', 'own', 'needs', 'polluted']
    let arrived: [typeof value, unknown, boolean]
    // Nothing else runs meanwhile: the test's own tools would not bear it.
    for (const name of names) polluted[name] = () => 1
    try {
      arrived = [cross(value) as typeof value, cross({ plain: 1 }), isPlain({ plain: 1 })]
    } finally {
      for (const name of names) delete polluted[name]
    }
    expect(Object.keys(arrived[0])).toEqual(['a', 'm', 'd'])
    expect(arrived[0].m.get('k')?.message).toBe('x')
    expect(arrived.slice(1)).toEqual([{ plain: 1 }, false])
  })
})

describe('thrown values', { timeout: WATCHDOG }, () => {
  test.each<[string, unknown, RegExp]>([
    ['a symbol of its own', Symbol('own'), /the symbol Symbol\(own\)/],
    ['a function', () => 1, /a function/],
    ['a Proxy', new Proxy({}, {}), /a Proxy/],
    ['a Proxy of an error', new Proxy(new Error('x'), {}), /a Proxy/],
    ['a revoked Proxy', revoked(), /a Proxy/],
    ['a WeakMap', new WeakMap(), /a WeakMap/],
    [
      'an object whose getters throw',
      {
        get a(): never {
          throw new Error('mine')
        },
      },
      /a getter that throws/,
    ],
    [
      'an object that does not say what it is',
      {
        f: () => 1,
        get constructor(): never {
          throw new Error('mine')
        },
        get [Symbol.toStringTag](): never {
          throw new Error('mine')
        },
      },
      /Symbol\(Symbol\.toStringTag\)/,
    ],
  ])('%s becomes an error that names it', (_, thrown, words) => {
    const arrived = crossThrown(thrown) as ThrownValueError
    expect(arrived).toBeInstanceOf(ThrownValueError)
    expect(arrived.code).toBe('ERR_NUMPOOL_THROWN_VALUE')
    expect(arrived.thrown).toMatch(words)
  })

  function revoked(): object {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  }

  test.each([undefined, null, 0, -0, Number.NaN, '', false, 10n, Symbol.for('kept')])(
    '%s is kept',
    (thrown) => {
      expect(crossThrown(thrown)).toBe(thrown)
    },
  )

  test('frozen data is kept', () => {
    expect(crossThrown(Object.freeze({ status: 404 }))).toEqual({ status: 404 })
  })

  // A field was tried apart before it was put, its own fields in turn: thirty causes took a billion tries.
  test('a long chain of causes, and errors in errors', () => {
    let error = new Error('first')
    for (let i = 0; i < 100; i++) {
      const next = new Error(`e${i}`, { cause: error })
      error = Object.assign(next, { field: { error } })
    }
    let arrived = crossThrown(error) as Error
    let count = 0
    while (arrived.cause instanceof Error) {
      arrived = arrived.cause
      count++
    }
    expect(count).toBe(100)
    const all = new AggregateError([error, new AggregateError([error, 1])])
    expect((crossThrown(all) as AggregateError).errors).toHaveLength(2)
  })

  test('of an endless chain of causes the beginning arrives', () => {
    let error = new Error('first')
    for (let i = 0; i < 5_000; i++) error = new Error(`e${i}`, { cause: error })
    const arrived = crossThrown(error) as Error
    expect(arrived.message).toBe('e4999')
    expect((arrived.cause as Error).message).toBe('e4998')
  })

  test('a field that cannot cross becomes words, and what it shares with others stays', () => {
    const shared = { n: 1, url: new URL('a:b') }
    const error = Object.assign(new Error('x'), {
      bad: { shared, list: [1, () => 2] },
      good: { shared },
      again: shared,
    })
    const arrived = crossThrown(error) as unknown as {
      bad: string
      good: { shared: typeof shared }
      again: typeof shared
    }
    expect(arrived.bad).toBe('[data with a function at list[1]]')
    expect(arrived.good.shared).toBe(arrived.again)
    expect(arrived.again.url.href).toBe('a:b')
  })

  test('a stack of 10 MB keeps its beginning and its end', () => {
    const error = new Error('big')
    error.stack = `Error: big\n    at first (a.js:1:1)\n${'x'.repeat(1e7)}\n    at last (z.js:1:1)`
    const { stack = '' } = crossThrown(error) as Error
    expect(stack.length).toBeLessThan(200_000)
    expect(stack).toContain('at first (a.js:1:1)')
    expect(stack).toContain('at last (z.js:1:1)')
  })

  test("Node's errors of the system", () => {
    const error = systemError()
    const arrived = crossThrown(error) as NodeJS.ErrnoException & { info: unknown }
    expect(arrived).toMatchObject({ code: 'ERR_SYSTEM_ERROR', name: 'SystemError' })
    expect(arrived.syscall).toBe('uv_os_setpriority')
    expect(arrived.info).toMatchObject({ syscall: 'uv_os_setpriority' })
  })

  function systemError(): unknown {
    try {
      process.getBuiltinModule('node:os').setPriority(2 ** 30, 0)
    } catch (error) {
      return error
    }
    throw new Error('there is a process with that number')
  }
})
