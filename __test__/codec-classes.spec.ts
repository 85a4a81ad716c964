import assert from 'node:assert'
import { describe, expect, test } from 'vitest'
import { decode, encode, encodeThrown, formatPath, Refusal } from '../src/codec'
import { registerClass, registerError } from '../src/register'

/** What arrives on the other side: structured clone is what a port does. */
function cross<T>(value: T): T {
  return decode(structuredClone(encode(value))) as T
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

class Point {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {
    constructed++
  }
  get length(): number {
    return Math.hypot(this.x, this.y)
  }
}
let constructed = 0
class Tree extends Point {
  readonly children: unknown[] = []
  parent: Tree | undefined
}
class Names extends Map<string, unknown> {
  title = 'names'
}
class Bag extends Set<unknown> {
  override add(_value: unknown): this {
    throw new Error('must not be called')
  }
}
class Stack extends Array<unknown> {
  label = 'stack'
}
class Samples extends Float64Array {
  rate = 44_100
}
class Day extends Date {
  zone = 'UTC'
}
class HttpError extends RangeError {
  override readonly name = 'HttpError'
  status = 404
  readonly #secret = 1
  reveal(): number {
    return this.#secret
  }
}
class Money {
  readonly #cents: bigint
  constructor(cents: bigint) {
    this.#cents = cents
  }
  get cents(): bigint {
    return this.#cents
  }
}
class Box {
  constructor(readonly inside: unknown) {}
}

registerClass(Point)
registerClass(Tree)
registerClass(Names)
registerClass(Bag)
registerClass(Stack)
registerClass(Samples)
registerClass(Day)
registerClass(Money, {
  encode: ({ cents }) => cents,
  decode: (cents, Class) => new Class(cents as never),
})
registerClass(Box, {
  encode: ({ inside }) => ({ inside }),
  decode: ({ inside }, Class) => new Class(inside as never),
})

describe('instances of registered classes arrive as themselves', () => {
  test('fields and prototype; no constructor runs', () => {
    const before = constructed + 1
    const arrived = cross({ at: [new Point(3, 4)] })
    expect(arrived.at[0]).toBeInstanceOf(Point)
    expect(arrived.at[0]).toStrictEqual(new Point(3, 4))
    expect(arrived.at[0]?.length).toBe(5)
    expect(constructed).toBe(before + 1)
  })

  test('a subclass is a class of its own, cycles and specials included', () => {
    const tree = new Tree(1, 2)
    const child = new Tree(3, 4)
    child.parent = tree
    tree.children.push(child, new URL('a:b'), tree)
    const arrived = cross(tree)
    expect(Object.getPrototypeOf(arrived)).toBe(Tree.prototype)
    expect((arrived.children[0] as Tree).parent).toBe(arrived)
    expect(arrived.children[1]).toBeInstanceOf(URL)
    expect(arrived.children[2]).toBe(arrived)
  })

  test('subclasses of built-in classes keep their contents and fields', () => {
    const names = new Names([['a', new Point(1, 2)]])
    names.set('self', names)
    const arrived = cross(names)
    expect(arrived).toBeInstanceOf(Names)
    expect(arrived.get('a')).toBeInstanceOf(Point)
    expect(arrived.get('self')).toBe(arrived)
    expect(arrived.title).toBe('names')

    const bag = new Bag()
    Set.prototype.add.call(bag, 1)
    expect([...cross(bag)]).toEqual([1])
    expect(cross(bag)).toBeInstanceOf(Bag)

    const stack = new Stack()
    stack.push(1, new Point(1, 1))
    const list = cross(stack)
    expect(list).toBeInstanceOf(Stack)
    expect(list.length).toBe(2)
    expect(list.label).toBe('stack')
    expect(list[1]).toBeInstanceOf(Point)

    const samples = cross(Object.assign(new Samples([1, 2]), { rate: 8000 }))
    expect(samples).toBeInstanceOf(Samples)
    expect([...samples]).toEqual([1, 2])
    expect(samples.rate).toBe(8000)

    const day = cross(new Day(5))
    expect(day).toBeInstanceOf(Day)
    expect(day.getTime()).toBe(5)
    expect(day.zone).toBe('UTC')
  })

  test('properties that are not enumerable are kept, those under symbols are refused', () => {
    const point = Object.defineProperty(new Point(1, 2), 'hidden', { value: [3] })
    const arrived = cross(point) as Point & { hidden: unknown }
    expect(arrived.hidden).toEqual([3])
    expect(Object.keys(arrived)).toEqual(['x', 'y'])
    const odd = Object.assign(new Point(1, 2), { [Symbol.for('k')]: 1 })
    expect(refusal({ odd })).toBe('value.odd<Symbol(k)> holds a value under the key Symbol(k)')
  })

  test('a codec takes instances apart and makes them again', () => {
    const money = new Money(12n)
    const arrived = cross({ a: money, again: money, list: [new Money(1n)] })
    expect(arrived.a).toBeInstanceOf(Money)
    expect(arrived.a.cents).toBe(12n)
    expect(arrived.again).toBe(arrived.a)
    expect(arrived.list[0]?.cents).toBe(1n)
  })

  test('instances inside the data of a codec, also through collections, are there when it runs', () => {
    const seen: unknown[] = []
    class Peek {
      constructor(readonly map: Map<string, Money>) {}
    }
    registerClass(Peek, {
      encode: ({ map }) => map,
      decode: (map, Class) => {
        seen.push(map.get('k')?.cents)
        return new Class(map as never)
      },
    })
    const map = new Map([['k', new Money(7n)]])
    const arrived = cross([map, new Box(new Peek(map)), map]) as [
      typeof map,
      { inside: Peek },
      unknown,
    ]
    expect(seen).toEqual([7n])
    expect(arrived[1].inside.map).toBe(arrived[0])
    expect(arrived[2]).toBe(arrived[0])
  })

  test('what cannot cross inside an instance is refused with its path', () => {
    const tree = new Tree(1, 2)
    tree.children.push({ f: () => 1 })
    expect(refusal({ tree })).toBe('value.tree.children[0].f holds the function f')
    const box: { inside: unknown } = new Box(undefined) as never
    box.inside = box
    expect(refusal([box])).toMatch(
      /value\[0\]\.inside holds a Box that its codec's data leads back to/,
    )
    class Failing {}
    registerClass(Failing, {
      encode: () => {
        throw new Error('mine')
      },
      decode: (_, Class) => new Class(),
    })
    expect(refusal({ f: new Failing() })).toBe('value.f holds a Failing whose codec threw')
  })

  test('classes that are not registered are refused, also such as are named like one of Node', () => {
    class Blob {}
    class Other {}
    expect(refusal({ b: new Blob() })).toBe('value.b holds a Blob (an instance of a class)')
    expect(refusal([new Other()])).toBe('value[0] holds an Other (an instance of a class)')
    class Sub extends Point {}
    expect(refusal([new Sub(1, 2)])).toBe('value[0] holds a Sub (an instance of a class)')
  })
})

describe('registerClass refuses', () => {
  class Secret {
    #x = 1
    get(): number {
      return this.#x
    }
  }
  class Heir extends Secret {}
  test.each<[string, unknown, unknown, RegExp]>([
    ['a class with private fields', Secret, undefined, /nobody outside can read #x of Secret/],
    ['a class whose parent has them', Heir, undefined, /#x of Secret/],
    ['a class without a name', class {}, undefined, /with a name/],
    ['a built-in class', Map, undefined, /of your own/],
    ['what is no class', 'Point', undefined, /must be a class/],
    ['an arrow function', () => 1, undefined, /must be a class/],
    ['half a codec', class Half {}, { encode: () => 1 }, /codec\.decode must be a function/],
    [
      'another class of the same name',
      class Point {
        z = 1
      },
      undefined,
      /registered as Point already/,
    ],
  ])('%s', (_, Class, codec, message) => {
    expect(() => registerClass(Class as never, codec as never)).toThrow(message)
    expect(() => registerClass(Class as never, codec as never)).toThrow(
      expect.objectContaining({ code: 'ERR_NUMPOOL_INVALID_ARG' }),
    )
  })

  test('but not the same class once more', () => {
    registerClass(Point)
    expect(() => registerError(Point as never)).toThrow(/extends Error/)
  })
})

describe('errors', () => {
  registerError(HttpErrorOf())

  test('a registered class keeps class, fields, cause and stack', () => {
    const Class = HttpErrorOf()
    const error = new Class('gone', { cause: new Class('deep') })
    error.status = 410
    const arrived = decode(structuredClone(encodeThrown(error))) as typeof error
    expect(arrived).toBeInstanceOf(Class)
    expect(arrived).toBeInstanceOf(RangeError)
    expect(arrived).toMatchObject({ name: 'ApiError', message: 'gone', status: 410 })
    expect(arrived.cause).toBeInstanceOf(Class)
    expect(arrived.stack).toBe(error.stack)
    expect(Object.keys(arrived)).toEqual(Object.keys(error))
  })

  test('errors with private fields need a codec', () => {
    expect(() => registerError(HttpError)).toThrow(/#secret/)
  })

  test('AssertionError arrives as such', () => {
    let thrown: unknown
    try {
      assert.deepStrictEqual({ a: 1 }, { a: 2 })
    } catch (error) {
      thrown = error
    }
    const arrived = decode(structuredClone(encodeThrown(thrown))) as assert.AssertionError
    expect(arrived).toBeInstanceOf(assert.AssertionError)
    expect(arrived).toMatchObject({ actual: { a: 1 }, expected: { a: 2 }, code: 'ERR_ASSERTION' })
  })
})

/** One class, however often it is asked for. */
function HttpErrorOf(): typeof apiError {
  return apiError
}
const apiError = class ApiError extends RangeError {
  override readonly name = 'ApiError'
  status = 404
}
