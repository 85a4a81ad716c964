/**
 * Closures made anew for each call from one literal: their text is sent once, their scopes are read at each call, and whatever is
 * not as it was at the last one must be seen.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import vm from 'node:vm'
import { afterAll, describe, expect, test } from 'vitest'
import { FunctionDesk } from '../src/engine/workers/calls/functions'
import { inspectClosures } from '../src/function/inspector'
import {
  EVERY_DEPTH,
  nativeLocation,
  placeOf,
  scopesOf,
  showsScopes,
} from '../src/function/v8-scopes'
import { type AnyFn, workersPool } from './support/workers'

const pool = workersPool(1)
afterAll(() => pool.engine.terminate())
const { apply } = pool

const double = (x: number): number => x * 2

describe('each call has the values of its moment', () => {
  test('in a burst, whatever the primitives are', async () => {
    const values = [1, -0, Number.NaN, undefined, null, true, '', 'text', 12n, 2 ** 60]
    const results = values.map((value) => apply(() => [value, Object.is(value, -0)]))
    expect(await Promise.all(results)).toEqual(values.map((v) => [v, Object.is(v, -0)]))
  })

  // On Node 20 it arrived as `undefined`.
  test('when a variable has not been declared yet, or holds undefined', async () => {
    const make = (early: boolean, value: string | undefined): Promise<unknown> => {
      const say = (): string => `${late}`
      const call = early ? apply(say) : undefined
      const late = value
      return call ?? apply(say)
    }
    expect([await make(false, 'a'), await make(false, undefined)]).toEqual(['a', 'undefined'])
    await expect(make(true, 'b')).rejects.toMatchObject({ code: 'ERR_NUMPOOL_CANNOT_TRAVEL' })
    expect(await make(false, 'c')).toBe('c')
  })

  test('with a helper', async () => {
    const results: Promise<unknown>[] = []
    for (let i = 0; i < 50; i++) results.push(apply(() => double(i) + 1))
    expect(await Promise.all(results)).toEqual(results.map((_, i) => i * 2 + 1))
  })

  test('when a variable holds another kind of value each time', async () => {
    let held: unknown
    const calls = [1, { a: [2] }, double, 'x', Symbol.iterator, Math.max, [3], 4].map((value) => {
      held = value
      return apply(() => (typeof held === 'function' ? held(5) : held))
    })
    expect(await Promise.all(calls)).toEqual([1, { a: [2] }, 10, 'x', Symbol.iterator, 5, [3], 4])
  })

  test('when a helper is replaced, or the helper of a helper', async () => {
    let inner = (x: number): number => x + 1
    let outer = (x: number): number => inner(x) * 10
    const call = (i: number): Promise<unknown> => apply(() => outer(i))
    expect([await call(1), await call(2), await call(3)]).toEqual([20, 30, 40])
    inner = (x) => x + 2
    expect(await call(1)).toBe(30)
    outer = (x) => -inner(x)
    expect(await call(1)).toBe(-3)
  })

  // Functions without variables were kept with the properties of their first call.
  test('when the function itself has properties', async () => {
    const scaled = function scaled(x: number) {
      const { factor = 0 } = scaled as { factor?: number }
      return factor * x
    } as AnyFn & { factor?: number }
    const results: unknown[] = [await apply(scaled, [5])]
    for (const factor of [2, 3]) results.push(await apply(Object.assign(scaled, { factor }), [5]))
    delete scaled.factor
    expect([...results, await apply(scaled, [5])]).toEqual([0, 10, 15, 0])
  })

  test('when a function written as a class gets a parent', async () => {
    function Animal(): void {}
    Animal.prototype.legs = 4
    function Dog(): void {}
    const legs = (): unknown =>
      apply(() => new (Dog as unknown as new () => { legs?: number })().legs)
    expect([await legs(), await legs()]).toEqual([undefined, undefined])
    Object.setPrototypeOf(Dog.prototype, Animal.prototype)
    expect(await legs()).toBe(4)
  })

  // One script has one number, in whatever context it runs: what was learnt of the first stood for all.
  test('when the same script runs in several contexts', async () => {
    const script = new vm.Script("(() => (x) => (typeof rate === 'undefined' ? 0 : rate) + x)()")
    const results: unknown[] = []
    for (const rate of [undefined, 10, 20]) {
      const fn = rate === undefined ? script.runInThisContext() : script.runInNewContext({ rate })
      results.push(await apply(fn as AnyFn, [1]), await apply(fn as AnyFn, [2]))
    }
    expect(results).toEqual([1, 2, 11, 12, 21, 22])
  })

  test('when a helper gets a property of its own', async () => {
    const helper = Object.assign((): unknown => helper.note, { note: undefined as unknown })
    delete (helper as { note?: unknown }).note
    const call = (i: number): Promise<unknown> => apply(() => [helper(), i])
    expect([await call(1), await call(2)]).toEqual([
      [undefined, 1],
      [undefined, 2],
    ])
    helper.note = 'now'
    expect(await call(3)).toEqual(['now', 3])
  })

  test('when a helper calls the function itself', async () => {
    // The helper is kept with the texts; the function that it refers to is another one at each call.
    const make = (step: number): AnyFn => {
      const even = (n: number): boolean => (n <= 0 ? n === 0 : odd(n - step))
      const odd = (n: number): boolean => (n <= 0 ? false : even(n - step))
      return even
    }
    const results = [1, 2, 3].map((step) => apply(make(step), [6]))
    expect(await Promise.all(results)).toEqual([true, false, true])
  })

  test('when a builtin is replaced for a while', async () => {
    const { trunc } = Math
    const call = (x: number): Promise<unknown> => apply(() => Math.trunc(x))
    expect([await call(1.5), await call(2.5)]).toEqual([1, 2])
    try {
      Math.trunc = () => 7
      expect(await call(3.5)).toBe(7)
    } finally {
      Math.trunc = trunc
    }
    expect(await call(4.5)).toBe(4)
  })

  test('where one text stands in two places', async () => {
    const plain = (x: number): AnyFn => {
      return () => Math.max(x, 3)
    }
    const shadowed = (x: number): AnyFn => {
      // biome-ignore lint/suspicious/noShadowRestrictedNames: the name means another thing here
      const Math = { max: (a: number, b: number) => `${a} and ${b}` }
      return () => Math.max(x, 3)
    }
    for (let i = 1; i < 4; i++) {
      expect(await apply(plain(i))).toBe(3)
      expect(await apply(shadowed(i))).toBe(`${i} and 3`)
    }
  })

  test('where code adds a variable to a scope that exists', async () => {
    const make = new Function(
      'code',
      'x',
      'ev' + 'al(code); return () => [typeof Math.max, x]',
    ) as (code: string, x: number) => AnyFn
    expect(await apply(make('', 1))).toEqual(['function', 1])
    expect(await apply(make('', 2))).toEqual(['function', 2])
    expect(await apply(make('var Math = { max: 5 }', 3))).toEqual(['number', 3])
  })

  test('also without V8 being asked', async () => {
    const code = `
      const { Pool } = require(${JSON.stringify(require.resolve('../dist/index.cjs'))})
      const pool = new Pool(1), f = (x) => x * 3
      const calls = []
      for (let i = 0; i < 5; i++) calls.push(pool.applyAsync(() => f(i) + 1))
      Promise.all(calls).then((all) => { console.log(all.join()); return pool.terminate() })`
    for (const NUMPOOL_CLOSURES of ['inspector', '']) {
      const env = { ...process.env, NUMPOOL_CLOSURES }
      const { stdout } = await promisify(execFile)(process.execPath, ['-e', code], { env })
      expect(stdout.trim()).toBe('1,4,7,10,13')
    }
  })
})

test('thousands of texts: the worker keeps the latest, and gets older ones again', async () => {
  const make = (n: number): AnyFn => vm.runInThisContext(`((k) => () => k + ${n})(1)`) as AnyFn
  const plain = (n: number): AnyFn => vm.runInThisContext(`() => ${n}`) as AnyFn
  for (let round = 0; round < 2; round++)
    for (let from = 0; from < 2600; from += 200) {
      const results: Promise<unknown>[] = []
      for (let n = from; n < from + 200; n += 2) results.push(apply(make(n)), apply(plain(n)))
      expect(await Promise.all(results)).toEqual(
        results.map((_, i) => from + i - (i % 2) + (i % 2 === 0 ? 1 : 0)),
      )
    }
})

describe('what is sent', () => {
  const desk = new FunctionDesk(new Set())
  const make =
    (i: number): AnyFn =>
    () =>
      double(i)

  test('is one template, and a list of primitives for each call', () => {
    const [first, second] = [1, 2].map((i) => desk.messageFor(make(i), undefined))
    expect(first?.template).toBeGreaterThan(0)
    expect(second).toMatchObject({ template: first?.template, values: { value: [2] } })
    expect(second?.body).toBe(first?.body)
  })

  test('is a key alone where nothing is captured but what a worker has', () => {
    const plain = (): AnyFn => () => double(Math.PI)
    const [first, second] = [plain(), plain()].map((fn) => desk.messageFor(fn, undefined))
    expect(first?.key).toBeGreaterThan(0)
    expect(second).toBe(first)
  })
})

describe('V8 itself', () => {
  const KINDS =
    `(function (out, parameter) {
    var variable = 'v'
    { let block = { in: 'block' }; const shadowed = 1
      out.push(() => [block, shadowed], function named() { return block }, async () => block)
      ${'with'} ({ member: 1 }) out.push(function () { return member })
      class Made { static m() { return Made } get g() { return block } constructor() { block } }
      out.push(Made.m, Made, Object.getOwnPropertyDescriptor(Made.prototype, 'g').get)
    }
    try { throw new Error('e') } catch (caught) { out.push(function* () { yield caught }) }
    for (let turn = 0; turn < 2; turn++) out.push(async function* () { return turn })
    ev` +
    `al('var added = 3; out.push(() => added)')
    out.push(() => late)
    out.push(() => parameter, { method() { return variable } }.method)
    var shadowed = 2
    if (parameter) return
    let late = 1
  })`

  test('tells of scopes where it is known to', () => {
    // Not for the first few in some versions: finding out how takes longer than asking the inspector.
    for (let i = 0; i < 100; i++) scopesOf(() => i, EVERY_DEPTH)
    expect(showsScopes()).toBe(process.platform === 'linux' && process.arch === 'x64')
  })

  test('tells what the inspector tells', () => {
    const functions: AnyFn[] = []
    for (const parameter of [0, 'p'])
      for (const context of [vm.createContext({}), undefined])
        (context === undefined
          ? (vm.runInThisContext(KINDS) as AnyFn)
          : (vm.runInContext(KINDS, context) as AnyFn))(functions, parameter)
    const inspected = inspectClosures(functions)
    const plain = (scope: object): unknown[] =>
      Object.getOwnPropertyNames(scope).map((name) => {
        try {
          return [name, (scope as Record<string, unknown>)[name]]
        } catch (error) {
          return [name, String(error)]
        }
      })
    for (const [i, { scopes, global, location }] of inspected.entries()) {
      const flat = scopesOf(functions[i], EVERY_DEPTH) ?? [...scopes, global].flatMap((s) => [s, 0])
      const own = flat.filter((_, at) => at % 2 === 0) as object[]
      expect(own.at(-1)).toBe(global)
      expect(own.slice(0, -1).map(plain)).toEqual(scopes.map(plain))
      if (showsScopes()) expect(placeOf(functions[i])).toEqual(location)
    }
  })

  test('has no scopes for what is no closure', () => {
    const values = [Math.max, double.bind(null), new Proxy(double, {}), {}, null, 'text']
    for (const value of values) expect(scopesOf(value, EVERY_DEPTH) ?? []).toEqual([])
  })

  test('knows the file of a function that is nowhere on the stack', () => {
    const place = nativeLocation(workersPool)
    expect(place === undefined || /support.workers\.ts$/.test(place.file ?? '')).toBe(true)
  })
})
