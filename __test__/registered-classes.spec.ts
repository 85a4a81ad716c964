import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  CannotTravelError,
  NotCloneableError,
  Pool,
  registerClass,
  registerError,
} from '../src/index'
import { type Ended, runChild } from './support/child'

const pool = new Pool(2)
afterAll(() => pool.terminate())

class Vector {
  constructor(
    readonly x: number,
    readonly y: number,
  ) {}
  plus(other: Vector): Vector {
    return new Vector(this.x + other.x, this.y + other.y)
  }
}
class Named extends Vector {
  name = 'none'
  override plus(other: Vector): Named {
    const sum = super.plus(other)
    return Object.assign(new Named(sum.x, sum.y), { name: label })
  }
}
const label = 'sum'
class Money {
  readonly #cents: bigint
  constructor(cents: bigint) {
    this.#cents = cents
  }
  static of(cents: bigint): Money {
    return new Money(cents)
  }
  get cents(): bigint {
    return this.#cents
  }
}
class Registry extends Map<string, Vector> {
  owner = 'me'
}
class ApiError extends Error {
  override readonly name = 'ApiError'
  constructor(
    message: string,
    readonly status: number,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

beforeAll(async () => {
  // Workers that run already hear of classes that are registered later.
  await pool.map((x) => x, [1, 2])
  registerClass(Vector)
  registerClass(Named)
  registerClass(Registry)
  registerClass(Money, { encode: ({ cents }) => cents, decode: (cents) => Money.of(cents) })
  registerError(ApiError)
})

describe('instances cross to workers and back', () => {
  test('as arguments, items and results; one class for all', async () => {
    const one = new Vector(1, 2)
    const sum = await pool.apply((a: Vector, b: Vector) => a.plus(b), [one, new Vector(3, 4)])
    expect(sum).toStrictEqual(new Vector(4, 6))
    const seen = await pool.map(
      (v) => [v instanceof Vector, v.constructor === Vector, new Vector(0, v.y)] as const,
      [one, one],
    )
    for (const [is, same, made] of seen) {
      expect([is, same]).toEqual([true, true])
      expect(made).toStrictEqual(new Vector(0, 2))
    }
  })

  test('as captured values, with what their class captures in turn', async () => {
    const base = new Named(10, 20)
    const sum = (await pool.apply((v: Vector) => base.plus(v), [new Vector(1, 1)])) as Named
    expect(sum).toBeInstanceOf(Named)
    expect(sum).toMatchObject({ x: 11, y: 21, name: 'sum' })
  })

  test('by a codec, private fields and all', async () => {
    const [money, is, cents] = await pool.apply(
      (given: Money) => [Money.of(given.cents + 1n), given instanceof Money, given.cents] as const,
      [new Money(41n)],
    )
    expect([is, cents]).toEqual([true, 41n])
    expect(money).toBeInstanceOf(Money)
    expect(money.cents).toBe(42n)
  })

  test('inside subclasses of collections', async () => {
    const registry = new Registry([['a', new Vector(1, 2)]])
    const back = await pool.apply(
      (given: Registry) => {
        given.set('b', new Vector(3, 4))
        return [given, given.owner, given instanceof Registry] as const
      },
      [registry],
    )
    expect(back[0]).toBeInstanceOf(Registry)
    expect(back[0].get('b')).toStrictEqual(new Vector(3, 4))
    expect(back.slice(1)).toEqual(['me', true])
  })

  test('also while the caller waits, and after a worker has been replaced', async () => {
    expect(pool.applySync((v: Vector) => v.plus(v), [new Vector(1, 1)])).toStrictEqual(
      new Vector(2, 2),
    )
    await pool.map(() => process.exit(2), [1, 2]).catch(() => {})
    expect(await pool.apply((v: Vector) => v.plus(v), [new Vector(2, 2)])).toStrictEqual(
      new Vector(4, 4),
    )
  })
})

describe('errors of registered classes', () => {
  test('arrive as such, with fields, cause and both stacks', async () => {
    const call = pool.apply(() => {
      throw new ApiError('gone', 410, { cause: new ApiError('deep', 500) })
    })
    const error = (await call.catch((thrown: unknown) => thrown)) as ApiError
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ message: 'gone', status: 410, name: 'ApiError' })
    expect(error.cause).toBeInstanceOf(ApiError)
    expect(error.stack).toMatch(/-- called from --[\s\S]*registered-classes/)
  })

  test('are values, too', async () => {
    const back = await pool.apply(
      (given: ApiError) => [given, given instanceof ApiError] as const,
      [new ApiError('x', 1)],
    )
    expect(back[0]).toBeInstanceOf(ApiError)
    expect(back[1]).toBe(true)
  })
})

describe('what cannot cross is refused', () => {
  class Local {
    z = 1
  }

  test('instances of other classes, with their path', async () => {
    await expect(pool.apply((x: unknown) => x, [{ a: [new Local()] }])).rejects.toThrow(
      /args\[0\]\.a\[0\] holds a Local \(an instance of a class\)/,
    )
    await expect(pool.map((_) => [{ x: new Local() }], [1])).rejects.toThrow(
      /result\[0\]\.x holds a Local/,
    )
  })

  // Single calls are looked at apart, to see which of them may share a message.
  test('properties that clone would drop', async () => {
    const hidden = Object.defineProperty({ a: 1 }, 'b', { value: 2 })
    const inside = [{ hidden }]
    await expect(pool.apply((x: object) => Object.keys(x), [hidden])).rejects.toThrow(
      /args\[0\]\.b holds a property that is not enumerable/,
    )
    await expect(pool.map((x: object) => Object.keys(x), [inside])).rejects.toThrow(
      /items\[0\]\[0\]\.hidden\.b holds/,
    )
    const make = (): object => Object.defineProperty({ a: 1 }, 'b', { value: 2 })
    await expect(pool.apply(make)).rejects.toThrow(/result\.b holds/)
  })

  test('instances of a class that itself cannot be sent, before anything is', async () => {
    const secret = new WeakMap<object, number>()
    class Keeper {
      get(): number | undefined {
        return secret.get(this)
      }
    }
    registerClass(Keeper)
    const error = await pool.apply((x: unknown) => x, [[new Keeper()]]).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(NotCloneableError)
    expect(error).toMatchObject({ path: 'args[0][0]' })
    expect((error as Error).message).toMatch(
      /whose class cannot be sent: .*`secret` holds a WeakMap/,
    )
    expect((error as Error).cause).toBeInstanceOf(CannotTravelError)
  })

  test('a codec that throws fails its item, on either side', async () => {
    class Odd {
      constructor(readonly n: number) {}
    }
    registerClass(Odd, {
      encode: ({ n }) => n,
      decode: (n, Class) => {
        if (n === 13) throw new RangeError('unlucky')
        return new Class(n as never)
      },
    })
    await expect(pool.apply((odd: Odd) => odd.n, [new Odd(13)])).rejects.toThrow('unlucky')
    await expect(pool.apply((n: number) => new Odd(n), [13])).rejects.toThrow('unlucky')
    expect(await pool.apply((odd: Odd) => odd.n, [new Odd(1)])).toBe(1)
  })

  // Classes of one text were taken for one: instances of the first came back as the second.
  test('two classes of one name', () => {
    expect(() => registerClass(class Vector {})).toThrow(/registered as Vector already/)
    const make = (n: number): (new () => object) => {
      class Twin {
        k = n
      }
      return Twin
    }
    const [one, other] = [make(1), make(2)]
    registerClass(one)
    expect(() => registerClass(one)).not.toThrow()
    expect(() => registerClass(other)).toThrow(/registered as Twin already/)
  })
})

describe('classes of modules', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'numpool-classes-'))
    writeFileSync(
      path.join(folder, 'shapes.mjs'),
      `export class Circle { constructor(r) { this.r = r } get area() { return 3 * this.r ** 2 } }
export class Safe { #x = 1; get x() { return this.#x } }
export const double = (circle) => new Circle(circle.r * 2)
export const isCircle = (value) => value instanceof Circle
`,
    )
    writeFileSync(
      path.join(folder, 'tasks.mjs'),
      `import { registerClass } from ${JSON.stringify(path.resolve('index.mjs'))}
export class Token { constructor(text) { this.text = text } }
registerClass(Token)
export const make = (text) => new Token(text)
`,
    )
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  function run(program: string): Promise<Ended> {
    return runChild(`
const { pathToFileURL } = require('node:url')
const at = (name) => pathToFileURL(${JSON.stringify(folder)} + '/' + name).href
const pool = new numpool.Pool(1)
try { ${program} } catch (error) { console.log('failed', error.message) }
await pool.terminate()`)
  }

  test('need no registration: workers import them', async () => {
    const { stdout } = await run(`
const { Circle, Safe, double, isCircle } = await import(at('shapes.mjs'))
console.log(await pool.apply(isCircle, [new Circle(1)]))
const back = await pool.map(double, [new Circle(1), new Circle(2)])
console.log(back.map((c) => c instanceof Circle && c.area))
{ class Circle { other = 1 }
  numpool.registerClass(Circle)
  console.log((await pool.apply((c) => c.other, [new Circle()]))) }
console.log((await pool.apply(double, [new Circle(1)])) instanceof Circle)
const two = new numpool.Pool(2)
await two.apply(isCircle, [new Circle(1)])
console.log((await two.map((r) => new Circle(r), [1, 2, 3, 4], { chunkSize: 1 })).length)
await two.terminate()
await pool.apply(isCircle, [new Safe()])`)
    expect(stdout.split('\n')).toEqual([
      'true',
      '[ 12, 48 ]',
      '1',
      'true',
      '4',
      expect.stringMatching(/^failed args\[0\] holds a Safe/),
      '',
    ])
  })

  test('registered, they are the very classes of the module in the worker', async () => {
    const { stdout } = await run(`
const { Circle, double, isCircle } = await import(at('shapes.mjs'))
numpool.registerClass(Circle)
console.log(await pool.apply(isCircle, [new Circle(1)]))
console.log((await pool.apply((r) => new Circle(r), [2])) instanceof Circle)
console.log((await pool.apply(double, [new Circle(2)])).area)`)
    expect(stdout).toBe('true\ntrue\n48\n')
  })

  // A shared value that was passed on was sent as a word for itself, and read for ever.
  test('and shared values go on to the pools of workers', async () => {
    writeFileSync(
      path.join(folder, 'nested.mjs'),
      `import { Pool, share } from ${JSON.stringify(path.resolve('index.mjs'))}
export async function nested(words, circle) {
  const inner = new Pool(1)
  const own = share({ a: 1 })
  const read = await inner.apply((map, given) => [map.get('a'), given.area], [words, circle])
  const same = (await inner.apply((given) => given, [own])) === own
  await inner.terminate()
  return [...read, same, own.a, words]
}
`,
    )
    const { stdout, stderr } = await run(`
const { nested } = await import(at('nested.mjs'))
const { Circle } = await import(at('shapes.mjs'))
const words = numpool.share(new Map([['a', 7]]))
const back = await pool.apply(nested, [words, new Circle(2)])
console.log(back.slice(0, 4), back[4] === words)`)
    expect(stderr).toBe('')
    expect(stdout).toBe('[ 7, 12, true, 1 ] true\n')
  })

  test('that are loaded once more may be registered once more', async () => {
    writeFileSync(
      path.join(folder, 'legacy.cjs'),
      `class Old { x = 1 }
require(${JSON.stringify(path.resolve('dist/index.cjs'))}).registerClass(Old)
exports.Old = Old`,
    )
    const { stdout } = await run(`
const first = await import(at('tasks.mjs') + '?1')
const { Token, make } = await import(at('tasks.mjs'))
console.log((await pool.map(make, ['a'])).every((token) => token instanceof Token))
console.log(await pool.apply((token) => token.text, [new first.Token('first')]))
const file = ${JSON.stringify(path.join(folder, 'legacy.cjs'))}
require(file)
delete require.cache[file]
const { Old } = require(file)
console.log((await pool.apply((old) => old, [new Old()])) instanceof Old)`)
    expect(stdout).toBe('true\nfirst\ntrue\n')
  })

  test('that a module registers itself cross where both threads have loaded it', async () => {
    const { stdout } = await run(`
const tasks = pool.module(at('tasks.mjs'))
await pool.apply(tasks.make, ['a']).catch((error) => console.log(error.message))
const { Token } = await import(at('tasks.mjs'))
const token = await pool.apply(tasks.make, ['b'])
console.log(token instanceof Token, token.text)`)
    const [first, second] = stdout.split('\n')
    expect(first).toMatch(
      /result holds an instance of Token.*register it in the pool's thread, too/,
    )
    expect(second).toBe('true b')
  })
})
