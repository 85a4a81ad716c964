/**
 * The variables of a live closure: which are found, where, and what they hold at the moment.
 */
import vm from 'node:vm'
import { describe, expect, test } from 'vitest'
import { CannotTravelError } from '../src/errors'
import { readClosure, resolveFree } from '../src/function/closure'
import { inspectClosures } from '../src/function/inspector'
import { travel } from '../src/function/travel'
import { runChild } from './support/child'
import type { AnyFn } from './support/workers'

declare const nowhere: unknown

function whyNot(fn: AnyFn, options = {}): CannotTravelError {
  try {
    travel(fn as never, options)
  } catch (error) {
    if (error instanceof CannotTravelError) return error
    throw error
  }
  throw new Error('it travelled')
}

describe('reading a closure', () => {
  test('the innermost variable wins, globals come last, what is nowhere is missing', () => {
    const k = 1
    const outer = { k }
    const make =
      (k: string): AnyFn =>
      () => [k, outer, Math, nowhere]
    const found = resolveFree(make('inner') as never, ['k', 'outer', 'Math', 'nowhere'])
    expect(found.get('k')).toEqual({ from: 'closure', value: 'inner' })
    expect(found.get('outer')?.value).toBe(outer)
    expect(found.get('Math')).toMatchObject({ from: 'global', value: Math })
    expect(found.has('nowhere')).toBe(false)
  })

  test('is a snapshot of now', () => {
    let k = 1
    const f = (): number => k
    expect(resolveFree(f, ['k']).get('k')?.value).toBe(1)
    k = 2
    expect(resolveFree(f, ['k']).get('k')?.value).toBe(2)
  })

  test('captures win, and need no inspector', () => {
    const k = 1
    const found = resolveFree(() => k as never, ['k'], { k: 5 })
    expect(found.get('k')).toEqual({ from: 'captures', value: 5 })
  })

  test('several functions at once, with their places', () => {
    const a = 1
    const b = 2
    const [first, second] = readClosure([() => a, () => b])
    expect(first?.scopes.some((scope) => scope.a === 1)).toBe(true)
    expect(second?.scopes.some((scope) => scope.b === 2)).toBe(true)
    expect(first?.location?.line).toBeGreaterThan(0)
  })

  test('in a vm context, as under Jest', () => {
    const f = vm.runInNewContext('const q = 7; { let z = { n: 1 }; () => q + z.n }') as AnyFn
    expect(resolveFree(f as never, ['q', 'z']).get('q')?.value).toBe(7)
    expect(resolveFree(f as never, ['z']).get('z')?.value).toEqual({ n: 1 })
  })

  test('a function of another vm context has the globals of that context', () => {
    const name = 'numpoolTestGlobal'
    const globals = globalThis as unknown as Record<string, unknown>
    const f = vm.runInNewContext(`() => ${name}`, { [name]: 3 }) as AnyFn
    globals[name] = 5
    try {
      expect(resolveFree(f as never, [name]).get(name)?.value).toBe(3)
      expect(resolveFree(f as never, [name]).get(name)?.value).toBe(3)
    } finally {
      delete globals[name]
    }
  })

  test('the object of a `with`: inherited and hidden properties, and those that come and go', () => {
    const make = new Function('object', 'with (object) return () => [a, b, Math]') as (
      object: object,
    ) => AnyFn
    const hidden = { [Symbol.unscopables]: { b: true }, b: 2 }
    const object: Record<string, unknown> = Object.create({ a: 1, ...hidden })
    const f = make(object) as never
    const names = ['a', 'b', 'Math']
    expect(resolveFree(f, names).get('a')?.value).toBe(1)
    expect(resolveFree(f, names).has('b')).toBe(false)
    expect(resolveFree(f, names).get('Math')?.value).toBe(Math)
    object.Math = 7
    expect(resolveFree(f, names).get('Math')).toEqual({ from: 'closure', value: 7 })
  })

  test('a Proxy as the object of a `with` cannot be read', () => {
    const make = new Function('object', 'with (object) return () => Math') as (o: object) => AnyFn
    const f = make(new Proxy({}, { has: (_, key) => key === 'Math', get: () => 7 })) as never
    expect(() => resolveFree(f, ['Math'])).toThrow(/`Math` may come from a Proxy/)
    expect(whyNot(f).message).toMatch(/`Math` may come from a Proxy/)
  })

  test('a name that is nowhere may be declared later', () => {
    const name = 'numpoolTestLater'
    const f = vm.runInThisContext(`() => ${name}`) as never
    expect(resolveFree(f, [name]).has(name)).toBe(false)
    vm.runInThisContext(`let ${name} = 4`)
    expect(resolveFree(f, [name]).get(name)?.value).toBe(4)
  })

  test('a variable whose declaration has not run', () => {
    const f = (): number => late
    expect(() => resolveFree(f, ['late'])).toThrow(/no value yet/)
    expect(() => resolveFree(() => Late, ['Late'])).toThrow(/no value yet/)
    // One that holds `undefined` is another matter.
    let none: undefined
    expect(resolveFree(() => none, ['none']).get('none')).toEqual({ from: 'closure', value: none })
    const late = 1
    class Late {}
    expect(resolveFree(f, ['late']).get('late')?.value).toBe(1)
    expect(resolveFree(() => Late, ['Late']).get('Late')?.value).toBe(Late)
  })

  // The first fifty were refused, with the words of the inspector, and then V8 was asked.
  test('where the inspector is not permitted, V8 is asked at once', async () => {
    const major = Number.parseInt(process.versions.node, 10)
    const args = [major < 24 ? '--experimental-permission' : '--permission', '--allow-fs-read=*']
    const { stdout } = await runChild(
      `const pool = new numpool.Pool(1)
const k = 'x'
for (let i = 0; i < 3; i++) console.log(await pool.apply((s) => s + k + i, ['']).catch(String))
await pool.terminate()`,
      { args: [...args, '--allow-worker', '--allow-addons'] },
    )
    expect(stdout).toBe('x0\nx1\nx2\n')
  })

  test('leaves no session open', () => {
    const k = 1
    const before = process.memoryUsage().heapUsed
    for (let i = 0; i < 200; i++) inspectClosures([() => k])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50e6)
  })
})
