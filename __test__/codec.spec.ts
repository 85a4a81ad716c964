import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import vm from 'node:vm'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode, encode, encodeThrown, formatPath, isPlain, Refusal } from '../src/codec'
import { NotCloneableError } from '../src/errors'

/** What arrives on the other side: structured clone is what a port does. */
function cross(value: unknown): unknown {
  return decode(structuredClone(encode(value)))
}

function crossThrown(value: unknown): unknown {
  return decode(structuredClone(encodeThrown(value)))
}

function refusal(value: unknown): string {
  try {
    encode(value)
  } catch (error) {
    if (error instanceof Refusal) return `${formatPath('value', error.keys)} holds ${error.holds}`
    throw error
  }
  throw new Error('was not refused')
}

describe('values arrive as themselves', () => {
  const sample = new Float64Array(8).subarray(2, 5)
  test.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['-0', -0],
    ['NaN', Number.NaN],
    ['a string', 'text'],
    ['a bigint', 12n ** 30n],
    ['an array', [1, 'a', undefined, null, true]],
    // biome-ignore lint/suspicious/noSparseArray: a hole is the point
    ['holes', [1, , 3]],
    ['named properties of an array', Object.assign([1, 2], { index: 4, input: 'x' })],
    ['nested plain data', { a: { b: [{ c: 1 }] }, d: new Date(5) }],
    ['a date', new Date(123)],
    ['a RegExp', /a(b)+/gi],
    ['a Map', new Map<unknown, unknown>([['a', new Map([[1, { x: 1 }]])]])],
    ['a Set', new Set([1, 'a', { b: 1 }])],
    ['typed arrays', [sample, new Uint8ClampedArray([300, 1]), new BigInt64Array([1n])]],
    ['a DataView', new DataView(new ArrayBuffer(4), 1, 2)],
    ['boxed primitives', [Object(1), Object('s'), Object(true), Object(1n)]],
    ['an own __proto__ key', JSON.parse('{"__proto__": {"a": 1}, "b": 2}')],
    ['a URL', new URL('https://example.org/a?b=1#c')],
    ['search parameters', new URLSearchParams('a=1&a=2')],
    ['well-known and registered symbols', [Symbol.iterator, Symbol.for('numpool.test')]],
    ['a TypeError', new TypeError('no')],
  ])('%s', (_, value) => {
    const arrived = cross(value)
    expect(arrived).toStrictEqual(value)
    if (typeof value === 'object' && value !== null)
      expect(Object.getPrototypeOf(arrived)).toBe(Object.getPrototypeOf(value))
  })

  test('a Buffer stays a Buffer, with its own bytes only', () => {
    const pooled = Buffer.from('secret neighbours').subarray(7, 11)
    const arrived = cross({ pooled }) as { pooled: Buffer }
    expect(Buffer.isBuffer(arrived.pooled)).toBe(true)
    expect(String(arrived.pooled)).toBe('neig')
    expect(arrived.pooled.buffer.byteLength).toBe(4)
  })

  test('lastIndex, null prototypes and holes', () => {
    const regexp = /a/g
    regexp.lastIndex = 3
    // biome-ignore lint/suspicious/noSparseArray: a hole is the point
    const bare = Object.assign(Object.create(null) as object, { a: [1, , new URL('a:b')] })
    const arrived = cross({ regexp, bare }) as { regexp: RegExp; bare: { a: unknown[] } }
    expect(arrived.regexp.lastIndex).toBe(3)
    expect(Object.getPrototypeOf(arrived.bare)).toBe(null)
    expect(1 in arrived.bare.a).toBe(false)
    expect(arrived.bare.a[2]).toBeInstanceOf(URL)
  })

  test('cycles and shared references, also through specials', () => {
    const shared = { url: new URL('a:b') }
    const value: Record<string, unknown> = { shared, again: shared, map: new Map() }
    value.self = value
    ;(value.map as Map<unknown, unknown>).set(value, value.map)
    const error = new Error('loop', { cause: value })
    value.error = error
    const arrived = cross(value) as typeof value
    expect(arrived.self).toBe(arrived)
    expect(arrived.shared).toBe(arrived.again)
    expect((arrived.map as Map<unknown, unknown>).get(arrived)).toBe(arrived.map)
    expect((arrived.error as Error).cause).toBe(arrived)
  })

  test('views of one buffer keep sharing it; shared memory stays the same memory', () => {
    const buffer = new ArrayBuffer(16)
    const shared = new Int32Array(new SharedArrayBuffer(8))
    const value = {
      a: new Uint8Array(buffer, 4, 4),
      b: new Float64Array(buffer),
      shared,
      u: new URL('a:b'),
    }
    const arrived = cross(value) as typeof value
    expect(arrived.a.buffer).toBe(arrived.b.buffer)
    expect(arrived.a.byteOffset).toBe(4)
    arrived.shared[1] = 7
    expect(shared[1]).toBe(7)
  })

  test('a very sparse array', () => {
    const sparse: unknown[] = []
    sparse.length = 2 ** 32 - 1
    sparse[4_000_000_000] = 'far'
    const arrived = cross(sparse) as unknown[]
    expect(arrived.length).toBe(2 ** 32 - 1)
    expect(arrived[4_000_000_000]).toBe('far')
  })

  test('objects of another realm', () => {
    const foreign = vm.runInNewContext(
      '({ list: [1, { a: 2 }], map: new Map([[1, 2]]), date: new Date(5), error: new RangeError("far"), re: /x/g })',
    ) as Record<string, unknown>
    const arrived = cross(foreign) as Record<string, unknown>
    expect(arrived.map).toEqual(new Map([[1, 2]]))
    expect(arrived.error).toBeInstanceOf(RangeError)
    expect(arrived.list).toEqual([1, { a: 2 }])
  })

  test('anything that JSON can say', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(cross(value)).toEqual(value)
        expect(cross([value, new URL('a:b')])).toEqual([value, new URL('a:b')])
      }),
      { numRuns: 200 },
    )
  })
})

describe('errors', () => {
  test('class, code, fields, cause, errors and stack', () => {
    const cause = Object.assign(new SyntaxError('inner'), { offset: 3 })
    const error = Object.assign(new RangeError('outer', { cause }), {
      code: 'E_X',
      data: new Map([[1, 2]]),
    })
    const all = new AggregateError([error, 'text'], 'both')
    const arrived = cross(all) as AggregateError
    expect(arrived).toBeInstanceOf(AggregateError)
    const [first, second] = arrived.errors as [RangeError & { code: string; data: unknown }, string]
    expect(second).toBe('text')
    expect(first).toBeInstanceOf(RangeError)
    expect(first).toMatchObject({ message: 'outer', code: 'E_X', data: new Map([[1, 2]]) })
    expect(first.stack).toBe(error.stack)
    expect(first.cause).toBeInstanceOf(SyntaxError)
    expect(first.cause).toMatchObject({ offset: 3 })
    expect(Object.keys(first)).toEqual(['code', 'data'])
  })

  test("Node's errors keep their code", () => {
    let thrown: unknown
    try {
      readFileSync('/nowhere/at/all')
    } catch (error) {
      thrown = error
    }
    expect(cross(thrown)).toMatchObject({
      code: 'ENOENT',
      syscall: 'open',
      path: '/nowhere/at/all',
    })
    try {
      Buffer.alloc(-1)
    } catch (error) {
      thrown = error
    }
    const arrived = cross(thrown) as Error
    expect(arrived).toBeInstanceOf(RangeError)
    expect(arrived).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })

  test('DOMException and numpool errors', () => {
    const arrived = cross(new DOMException('stop', 'AbortError')) as DOMException
    expect(arrived).toBeInstanceOf(DOMException)
    expect(arrived.name).toBe('AbortError')
    expect(arrived.code).toBe(20)
    const own = crossThrown(new NotCloneableError('items[3]', 'a function')) as NotCloneableError
    expect(own).toBeInstanceOf(NotCloneableError)
    expect(own).toMatchObject({
      code: 'ERR_NUMPOOL_NOT_CLONEABLE',
      path: 'items[3]',
      name: 'NotCloneableError',
    })
  })

  test('a thrown error of a user class keeps name and fields; what cannot cross becomes words', () => {
    class HttpError extends TypeError {
      override readonly name = 'HttpError'
      readonly status = 404
      readonly socket = new (class Socket {})()
      readonly retry = () => 1
    }
    const arrived = crossThrown(
      new HttpError('gone', { cause: new HttpError('deep') }),
    ) as HttpError
    expect(arrived).toBeInstanceOf(TypeError)
    expect(arrived).toMatchObject({ name: 'HttpError', status: 404, message: 'gone' })
    expect(arrived.socket).toMatch(/Socket/)
    expect(arrived.cause).toMatchObject({ message: 'deep', status: 404 })
  })

  test.each([null, undefined, 0, '', 'text', 12n, { a: 1 }, Symbol.iterator])(
    'throw %s',
    (thrown) => {
      expect(crossThrown(thrown)).toEqual(thrown)
    },
  )

  test.each([Symbol('own'), () => 1, new WeakMap(), new Proxy({}, {}), new (class Foo {})()])(
    'throwing what cannot cross gives an error',
    (thrown) => {
      expect(crossThrown(thrown)).toBeInstanceOf(Error)
    },
  )

  test('hostile errors', () => {
    const getter = Object.defineProperty(new Error('x'), 'stack', {
      get() {
        throw new Error('no stack')
      },
    })
    expect((crossThrown(getter) as Error).message).toBe('x')
    const frozen = Object.freeze(new Error('frozen'))
    expect((crossThrown(frozen) as Error).message).toBe('frozen')
    const huge = new Error('big')
    huge.stack = 'x'.repeat(10_000_000)
    expect((crossThrown(huge) as Error).stack?.length).toBeLessThan(200_000)
    const loop = new Error('loop')
    loop.cause = loop
    const arrived = crossThrown(loop) as Error
    expect(arrived.cause).toBe(arrived)
  })
})

describe('what cannot cross is refused with its path', () => {
  class Point {
    x = 1
  }
  class List extends Array {}
  class MyMap extends Map {}
  class MyError extends Error {}
  function* generate(): Generator<number> {
    yield 1
  }
  test.each<[string, unknown, string]>([
    ['a function', { a: [{ f: () => 1 }] }, 'value.a[0].f holds the function f'],
    [
      'a class instance',
      [1, { p: new Point() }],
      'value[1].p holds a Point (an instance of a class)',
    ],
    [
      'a subclass of Array',
      { list: new List() },
      'value.list holds a List (an instance of a class)',
    ],
    ['a subclass of Map', new MyMap(), 'value holds a MyMap (an instance of a class)'],
    ['a subclass of Error', new MyError('x'), 'value holds a MyError (an instance of a class)'],
    ['a WeakMap', { w: new WeakMap() }, 'value.w holds a WeakMap'],
    ['a Promise', [Promise.resolve(1)], 'value[0] holds a Promise'],
    ['a generator', { g: generate() }, 'value.g holds a running generator'],
    ['a unique symbol', ['a', Symbol('s')], 'value[1] holds the symbol Symbol(s)'],
    [
      'a value under a symbol',
      { [Symbol.for('k')]: 1 },
      'value<Symbol(k)> holds a value under the key Symbol(k)',
    ],
    ['Math', { m: Math }, 'value.m holds a Math'],
    ['a value in a Map', new Map([['k', { f: Point }]]), 'value.get("k").f holds the class Point'],
    ['an odd key', { 'a b': [Symbol('x')] }, 'value["a b"][0] holds the symbol Symbol(x)'],
    [
      'a date with properties',
      Object.assign(new Date(), { a: 1 }),
      'value.a holds a Date with properties of its own',
    ],
    ['a pretended Map', Object.create(Map.prototype), 'value holds a Map'],
  ])('%s', (_, value, message) => {
    expect(refusal(value)).toBe(message)
  })

  describe('memory that is gone', () => {
    const gone = <T extends ArrayBufferView<ArrayBuffer>>(view: T): T => {
      structuredClone(view.buffer, { transfer: [view.buffer] })
      return view
    }
    test.each<[string, unknown, string]>([
      ['of a typed array', gone(new Float64Array(2)), 'a Float64Array'],
      ['of an array without elements', gone(new Int8Array(0)), 'an Int8Array'],
      ['of a DataView', gone(new DataView(new ArrayBuffer(4))), 'a DataView'],
      ['of an ArrayBuffer', gone(new Int8Array(2)).buffer, 'an ArrayBuffer'],
      ['of a Buffer', gone(Buffer.from(new ArrayBuffer(4))), 'a Buffer'],
    ])('%s', (_, value, what) => {
      const message = `${what} whose memory was transferred or shrunk`
      expect(refusal([{ value }])).toBe(`value[0].value holds ${message}`)
      const thrown = crossThrown(Object.assign(new Error('x'), { value }))
      expect(thrown).toMatchObject({ message: 'x', value: `[${message}]` })
    })

    test('but not where there was none to begin with', () => {
      const value = [new Float64Array(0), new ArrayBuffer(0), new DataView(new ArrayBuffer(0))]
      expect(isPlain(value)).toBe(true)
      expect(cross(value)).toEqual(value)
    })
  })

  test('a Proxy, once clone has refused it', () => {
    const value = { p: new Proxy({ a: 1 }, {}) }
    expect(() => structuredClone(encode(value))).toThrow()
    expect(() => encode(value, { careful: true })).toThrow(/a Proxy/)
  })

  test('a getter that throws', () => {
    const value = {
      get bad() {
        throw new Error('mine')
      },
    }
    expect(refusal({ value })).toBe('value.value.bad holds a getter that throws')
  })

  test('data that is nested too deeply', () => {
    let value: unknown = []
    for (let i = 0; i < 200_000; i++) value = [value]
    expect(() => encode(value)).toThrow(/nested too deeply/)
  })
})

describe('plain data costs next to nothing', () => {
  test('it is sent as it is', () => {
    const data = [{ a: 1, b: ['x', new Float64Array(2)] }]
    expect(encode(data).value).toBe(data)
    expect(isPlain(new Array(1000).fill(1.5))).toBe(true)
  })

  test('widely shared references are looked at once', () => {
    // By every way to them it would take hours.
    let value: unknown = { leaf: 1 }
    for (let i = 0; i < 40; i++) value = [value, value]
    expect(isPlain(value)).toBe(true)
  })

  test('to look at a million numbers takes less than to clone them', () => {
    const numbers = Array.from({ length: 1e6 }, (_, i) => i * 0.5)
    const best = (run: () => unknown): number => {
      let least = Number.POSITIVE_INFINITY
      for (let round = 0; round < 5; round++) {
        const start = performance.now()
        run()
        least = Math.min(least, performance.now() - start)
      }
      return least
    }
    expect(best(() => isPlain(numbers))).toBeLessThan(best(() => structuredClone(numbers)))
  })
})
