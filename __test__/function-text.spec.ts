/**
 * What the text of a function says, and how the text of every shape becomes an expression.
 */
import vm from 'node:vm'
import { describe, expect, test } from 'vitest'
import { analyze, analyzeSource } from '../src/function/analysis'
import { analyzeTokens } from '../src/function/analysis-fallback'
import { expressionOf } from '../src/function/source'
import type { AnyFn } from './support/workers'

describe('analysis', () => {
  const samples: [string, string[]][] = [
    ['x => x * k', ['k']],
    ['(a, { b, c: [d = e] }, ...rest) => a + b + d + rest.length', ['e']],
    ['function f(n) { return n < 2 ? n : f(n - 1) + g(n) }', ['g']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text
    ["async (s) => { const t = `a${s + u}b${'}'}`; return /k[/]y/.test(t) /* z */ }", ['u']],
    ['(o) => o.key + { key2: v }.key2', ['v']],
    ['class A extends B { m() { return c } }', ['B', 'c']],
    [
      'sum(a) { for (const i of a) s2.push(i); try { q() } catch (err) { return err } }',
      ['s2', 'q'],
    ],
  ]

  test.each(samples)('free variables of %s', (source, names) => {
    expect(
      analyzeSource(source)
        .free.map(({ name }) => name)
        .sort(),
    ).toEqual(names.sort())
  })

  test.each(samples)('tokens alone find at least those of %s', (source, names) => {
    const { free } = analyzeTokens(source)
    for (const name of names) expect(free.find((variable) => variable.name === name)).toBeDefined()
    // A name that is only local is either unknown or uncertain.
    for (const { name, certain } of free) expect(names.includes(name) || !certain).toBe(true)
  })

  test('members, calls, assignments and places', () => {
    const source = '(x) => {\n  total += Math.sin(x) + Math.cos(x)\n  return log(x)\n}'
    for (const { free } of [analyzeSource(source), analyzeTokens(source)]) {
      const find = (wanted: string) => free.find(({ name }) => name === wanted)
      expect(find('total')).toMatchObject({ line: 2, column: 3, assigned: { line: 2, column: 3 } })
      expect(find('Math')?.members?.toSorted()).toEqual(['cos', 'sin'])
      expect(find('log')).toMatchObject({ line: 3, column: 10, called: true })
    }
  })

  test('heads', () => {
    for (const one of [analyzeSource, analyzeTokens]) {
      expect(one('async function* f(a, b = 2, ...c) {}')).toMatchObject({
        kind: 'function',
        isAsync: true,
        isGenerator: true,
        name: 'f',
        rest: true,
      })
      expect(one('async x => x')).toMatchObject({ kind: 'arrow', isAsync: true, params: 1 })
      expect(one('get a() { return this.b }')).toMatchObject({
        kind: 'getter',
        uses: { this: true },
      })
      expect(one('class { #a = 1 }')).toMatchObject({ kind: 'class', privateNames: false })
      expect(one('m() { return this.#a }')).toMatchObject({ kind: 'method' })
      expect(one('async (a, b) => a')).toMatchObject({ kind: 'arrow', isAsync: true, params: 2 })
    }
    expect(analyze(Math.sin as never).kind).toBe('native')
    expect(analyze((() => 1).bind(null) as never).kind).toBe('native')
  })

  test('the same object for the same function', () => {
    const f = (): number => 1
    expect(analyze(f)).toBe(analyze(f))
  })
})

describe('text of every shape becomes an expression', () => {
  const key = 'computed'
  const shapes = {
    arrow: (x: number) => x + 1,
    method(x: number) {
      return x + 1
    },
    async asynchronous(x: number) {
      return x + 1
    },
    [key](x: number) {
      return x + 1
    },
    [`${key} ${'with ] bracket'}`](x: number) {
      return x + 1
    },
    'quoted name'(x: number) {
      return x + 1
    },
    12(x: number) {
      return x + 1
    },
    get getter(): number {
      return 3
    },
    *generator(x: number) {
      yield x + 1
    },
    async(x: number) {
      return x + 1
    },
    static(x: number) {
      return x + 1
    },
    get(x: number) {
      return x + 1
    },
  }
  test.each(Object.getOwnPropertyNames(shapes))('%s', async (name) => {
    const descriptor = Object.getOwnPropertyDescriptor(shapes, name)
    const fn = (descriptor?.get ?? descriptor?.value) as AnyFn
    const made = vm.runInThisContext(expressionOf(analyze(fn as never)).text) as AnyFn
    if (name === 'getter') expect(made()).toBe(3)
    else if (name === 'generator') expect([...(made(2) as Iterable<number>)]).toEqual([3])
    else expect(await made(2)).toBe(3)
  })

  test('static methods and classes', () => {
    class Shape {
      static area(x: number): number {
        return x * x
      }
      side(): number {
        return 4
      }
    }
    const area = vm.runInThisContext(expressionOf(analyze(Shape.area)).text) as AnyFn
    expect(area(3)).toBe(9)
    const made = vm.runInThisContext(expressionOf(analyze(Shape as never)).text) as typeof Shape
    expect(new made().side()).toBe(4)
  })
})
