/**
 * Functions travel with what they capture; those that cannot say why, before anything is sent.
 */
import { createHash } from 'node:crypto'
import { EventEmitter } from 'node:events'
import fs, * as fsNamespace from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import path, { basename } from 'node:path'
import vm from 'node:vm'
import { Worker } from 'node:worker_threads'
import { afterAll, describe, expect, test } from 'vitest'
import { CannotTravelError } from '../src/errors'
import { travel } from '../src/function/travel'
import * as helpers from './fixtures/helpers'
import { double, offset, viaDouble } from './fixtures/helpers'
import { type AnyFn, workersPool } from './support/workers'

const pool = workersPool(1)
afterAll(() => pool.engine.terminate())

const apply = pool.apply

function whyNot(fn: AnyFn, options = {}): CannotTravelError {
  try {
    travel(fn as never, options)
  } catch (error) {
    if (error instanceof CannotTravelError) return error
    throw error
  }
  throw new Error('it travelled')
}

describe('functions travel with what they capture', () => {
  test('values of every kind', async () => {
    const n = 3
    const text = 'a'
    const map = new Map([['k', new Date(5)]])
    const cyclic: { self?: unknown; list: number[] } = { list: [1, 2] }
    cyclic.self = cyclic
    const shared = new Int32Array(new SharedArrayBuffer(8))
    const f = (): unknown => {
      shared[0] = 42
      return [n, text, map.get('k')?.getTime(), cyclic.self === cyclic, cyclic.list]
    }
    expect(await apply(f)).toEqual([3, 'a', 5, true, [1, 2]])
    expect(shared[0]).toBe(42)
  })

  test('they are read at the moment of the call', async () => {
    let n = 1
    const list = [1]
    const f = (): unknown => [n, list]
    const first = apply(f)
    n = 2
    list.push(2)
    expect(await first).toEqual([1, [1]])
    expect(await apply(f)).toEqual([2, [1, 2]])
  })

  test('helpers, and the helpers of helpers', async () => {
    const unit = 10
    const inner = (x: number): number => x * unit
    function outer(x: number): number {
      return inner(x) + 1
    }
    expect(await apply((x: number) => outer(x), [2])).toBe(21)
  })

  test('functions that call each other', async () => {
    const even = (n: number): boolean => (n === 0 ? true : odd(n - 1))
    const odd = (n: number): boolean => (n === 0 ? false : even(n - 1))
    expect(await apply(even, [10])).toBe(true)
    function factorial(n: number): number {
      return n < 2 ? 1 : n * factorial(n - 1)
    }
    expect(await apply(factorial, [5])).toBe(120)
    const fib = (n: number): number => (n < 2 ? n : fib(n - 1) + fib(n - 2))
    expect(await apply(fib, [10])).toBe(55)
  })

  test('a helper captured twice stays one', async () => {
    const helper = (): number => 1
    const a = { helper }
    const b = [helper]
    expect(await apply(() => a.helper === helper && b[0] === helper)).toBe(true)
  })

  test('imports: functions, constants, namespaces', async () => {
    expect(await apply((x: number) => double(x) + offset, [1])).toBe(102)
    expect(await apply(viaDouble, [1])).toBe(102)
    expect(await apply((x: number) => helpers.viaDouble(x), [2])).toBe(104)
  })

  test("Node's modules, under every name", async () => {
    const { resolve } = path
    const required = createRequire(import.meta.url)('node:os') as typeof import('node:os')
    const f = (file: string): unknown => [
      path.basename(file),
      basename(file),
      resolve('/', file),
      fs.existsSync('/'),
      fsNamespace.existsSync('/'),
      createHash('sha1').update('a').digest('hex').length,
      required.EOL,
    ]
    expect(await apply(f, ['x/y.txt'])).toEqual([
      'y.txt',
      'y.txt',
      '/x/y.txt',
      true,
      true,
      40,
      '\n',
    ])
  })

  test('builtins by name, and under an alias', async () => {
    const { max } = Math
    const slice = Array.prototype.slice
    const log = console.log
    const f = (): unknown => [max(1, 2), slice.call([1, 2, 3], 1), typeof log, parseInt('12', 10)]
    expect(await apply(f)).toEqual([2, [2, 3], 'function', 12])
    expect(await pool.map(parseInt, ['1', '2', '3'])).toEqual([1, 2, 3])
    expect(await pool.map(JSON.parse, ['[1]'])).toEqual([[1]])
    expect(await pool.map(path.basename, ['a/b'])).toEqual(['b'])
  })

  test('a builtin that was replaced travels as it is now', async () => {
    const { sin } = Math
    const { parseInt: original } = globalThis
    const f = (): unknown => [Math.sin(1), Math.cos(0), parseInt('1', 10)]
    expect(await apply(f)).toEqual([Math.sin(1), 1, 1])
    try {
      Math.sin = () => 7
      globalThis.parseInt = () => 99
      expect(await apply(f)).toEqual([7, 1, 99])
    } finally {
      Math.sin = sin
      globalThis.parseInt = original
    }
    expect(await apply(f)).toEqual([Math.sin(1), 1, 1])
  })

  test('classes, with parents and static members', async () => {
    class Shape {
      static made = 0
      static readonly unit = scale(2)
      readonly name: string
      constructor(name: string) {
        this.name = name
        Shape.made++
      }
      area(): number {
        return 0
      }
    }
    class Square extends Shape {
      readonly side: number
      constructor(side: number) {
        super('square')
        this.side = side
      }
      override area(): number {
        return this.side * this.side * Square.unit
      }
    }
    const list = { shapes: new Set([Square]) }
    const f = (side: number): unknown => {
      const square = new Square(side)
      const [first] = list.shapes
      return [square.area(), square.name, square instanceof Shape, Shape.made > 0, first === Square]
    }
    expect(await apply(f, [3])).toEqual([18, 'square', true, true, true])
  })

  test('classes whose parent is used by no function, and therefore is in no closure', async () => {
    const make = vm.runInThisContext(`(function (events) {
      class Shape { name() { return 'shape' } }
      class Square extends Shape {}
      const named = (Base, name) => class extends Base { name() { return name + super.name() } }
      class Red extends named(Square, 'red ') {}
      class Heard extends events.EventEmitter { name() { return this.listenerCount('x') } }
      class Lone extends events.nothing { static name() { return 'lone' } }
      return () => [...[Square, Red, Heard].map((Class) => new Class().name()), Lone.name()]
    })`) as (events: unknown) => AnyFn
    const f = make({ EventEmitter, nothing: null })
    expect(await apply(f)).toEqual(['shape', 'red shape', 0, 'lone'])
  })

  test('an error in a class whose parent is in no closure points at its line', async () => {
    const make = vm.runInThisContext(
      `(function (events) {
      class Heard extends events.EventEmitter {
        fail() { throw new Error('here') }
      }
      return () => new Heard().fail()
    })`,
      { filename: '/somewhere/heard.js' },
    ) as (events: unknown) => AnyFn
    const error = (await apply(make({ EventEmitter })).catch((thrown: unknown) => thrown)) as Error
    expect(error.stack).toMatch(/heard\.js:3:24/)
  })

  // Static fields arrived as the text first set them, and what was mixed in not at all.
  test('classes as they are by now', async () => {
    class Settings {
      readonly own = 1
      static level = 1
      static readonly limits = { most: 1 }
      static frozen = 1
      static kind = Symbol('kind')
    }
    class Counted {
      readonly own = 1
      static count = 0
      static {
        Counted.count = 10
      }
    }
    Settings.level = 5
    Settings.limits.most = 6
    Object.defineProperty(Settings, 'frozen', { writable: false })
    Counted.count++
    Object.assign(Settings.prototype, { greet: () => 'hi' })
    const f = (): unknown => [
      Settings.level,
      Settings.limits.most,
      Settings.frozen,
      Settings.kind.description,
      Counted.count,
      (new Settings() as { greet?(): string }).greet?.(),
    ]
    expect(await apply(f)).toEqual([5, 6, 1, 'kind', 11, 'hi'])
    Settings.level = 7
    expect(await apply(f)).toEqual([7, 6, 1, 'kind', 11, 'hi'])
  })

  test('properties of functions, old-style prototypes', async () => {
    const memo = Object.assign((x: number): number => (memo.cache[x] ??= x * 2), {
      cache: { 1: 50 } as Record<number, number>,
    })
    expect(await apply(() => [memo(1), memo(2)])).toEqual([50, 4])
  })

  test('methods, getters, async functions', async () => {
    const rate = 2
    const object = {
      scale(x: number) {
        return x * rate
      },
      async later(x: number) {
        await new Promise((resolve) => setTimeout(resolve, 1))
        return x + rate
      },
    }
    expect(await apply(object.scale, [4])).toBe(8)
    expect(await apply(object.later, [4])).toBe(6)
  })

  test('dynamic import', async () => {
    const f = async (): Promise<string> => (await import('node:path')).join('a', 'b')
    expect(await apply(f)).toBe(path.join('a', 'b'))
  })

  test('require, from the folder of the file that had it', async () => {
    const source = 'const os = 1; (name) => require(name).EOL'
    const require = createRequire(import.meta.url)
    const f = vm.runInThisContext(
      `(function (require) { ${source.split(';')[0]}; return ${source.split(';')[1]} })`,
    ) as (r: unknown) => AnyFn
    expect(await apply(f(require), ['node:os'])).toBe('\n')
  })

  test('the captures option wins over the closure', async () => {
    const k = 1
    expect(await apply((x: number) => x * k, [2], { captures: { k: 10 } })).toBe(20)
    const helper = (x: number): number => x + 1
    const f = vm.runInThisContext('(x) => given(x)') as AnyFn
    expect(await apply(f, [1], { captures: { given: helper } })).toBe(2)
  })

  test('sloppy functions stay sloppy, others are strict', async () => {
    const sloppy = vm.runInThisContext('(function (o) { with (o) { return a } })') as AnyFn
    expect(await apply(sloppy, [{ a: 5 }])).toBe(5)
    // By its text alone this could be either: what it is shows on the function.
    const either = '(function () { return this === undefined })'
    expect(await apply(vm.runInThisContext(either) as AnyFn)).toBe(false)
    expect(await apply(vm.runInThisContext(`'use strict'; ${either}`) as AnyFn)).toBe(true)
  })

  test('errors point at the file and line of the function', async () => {
    const error = (await apply(() => {
      throw new Error('here')
    }).catch((thrown: unknown) => thrown)) as Error
    expect(error.stack).toMatch(/closures\.spec\.ts:\d+:\d+/)
  })

  test('a worker reads closures, too', async () => {
    const code = `
      const inspector = require('node:inspector'), { parentPort } = require('node:worker_threads')
      const k = 5, f = () => k
      const session = new inspector.Session(); session.connect(); session.disconnect()
      parentPort.postMessage(typeof f)`
    const worker = new Worker(code, { eval: true })
    expect(await new Promise((resolve) => worker.once('message', resolve))).toBe('function')
  })
})

function scale(x: number): number {
  return x
}

describe('what cannot travel says why, before anything is sent', () => {
  test('live objects: variable, place and path', () => {
    const config = { db: { socket: new net.Socket() } }
    const error = whyNot((x: number) => {
      return [x, config]
    })
    expect(error).toMatchObject({ variable: 'config', code: 'ERR_NUMPOOL_CANNOT_TRAVEL' })
    expect(error.holds).toMatch(/a Socket .*config\.db\.socket/)
    expect(error.line).toBe(2)
    expect(error.message).toMatch(/captures/)
  })

  test.each<[string, () => AnyFn, RegExp, string]>([
    [
      'a WeakMap',
      () =>
        (
          (w) => () =>
            w
        )(new WeakMap()),
      /a WeakMap/,
      'w',
    ],
    [
      'a promise',
      () =>
        (
          (p) => () =>
            p
        )(Promise.resolve()),
      /a Promise/,
      'p',
    ],
    [
      'a bound function',
      () =>
        (
          (b) => () =>
            b()
        )((() => 1).bind(null)),
      /a bound function/,
      'b',
    ],
    [
      'a generator',
      () =>
        (
          (g) => () =>
            g
        )((function* () {})()),
      /running generator/,
      'g',
    ],
    [
      'a proxy',
      () =>
        (
          (p) => () =>
            p
        )(new Proxy({ f() {} }, {})),
      /a Proxy/,
      'p',
    ],
    [
      'a class with private members',
      () =>
        (
          (Secret) => () =>
            new Secret()
        )(
          vm.runInThisContext(
            '(class Secret { #a = 1; get() { return this.#a } })',
          ) as new () => object,
        ),
      /#private/,
      'Secret',
    ],
    [
      'this of an arrow function',
      () => vm.runInThisContext('() => this.x') as AnyFn,
      /`this`/,
      'this',
    ],
    [
      'super',
      () => vm.runInThisContext('({ m() { return super.toString() } }).m') as AnyFn,
      /parent class/,
      'super',
    ],
    ['a bound function itself', () => scale.bind(null, 1) as AnyFn, /bound function/, 'scale'],
    ['a bound function without a name', () => ((x: number) => x).bind(0), /bound function/, 'fn'],
  ])('%s', (_, make, holds, variable) => {
    const error = whyNot(make())
    expect(error.holds).toMatch(holds)
    expect(error.variable).toBe(variable)
  })

  test('a helper that cannot travel is named with the variable it uses', () => {
    const socket = new net.Socket()
    const send = (): unknown => socket
    const error = whyNot(() => send())
    expect(error.variable).toBe('socket')
    expect(error.message).toMatch(/function send/)
  })

  test('assigning to a captured variable', () => {
    let total = 0
    const error = whyNot((x: number) => {
      const y = x
      total += y
    })
    expect(total).toBe(0)
    expect(error).toMatchObject({ variable: 'total', line: 3 })
    expect(error.message).toMatch(/initializer/)
  })

  test('the call rejects with it', async () => {
    const socket = new net.Socket()
    await expect(apply(() => socket)).rejects.toMatchObject({ code: 'ERR_NUMPOOL_CANNOT_TRAVEL' })
  })
})
