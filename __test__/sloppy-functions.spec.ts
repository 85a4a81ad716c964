/**
 * Functions of sloppy code mean the same in a worker. They were made as strict ones there: a parameter that was assigned to no longer
 * showed in `arguments`, and writing to a frozen object threw.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, Pool } from '../src/index'
import type { AnyFn } from './support/workers'

const pool = new Pool(1)
afterAll(() => pool.terminate())

/** A function of sloppy code, which no module can hold. */
const sloppy = (text: string): AnyFn => new Function(`return ${text}`)() as AnyFn

describe.each<EngineName>(['workers', 'inline'])('%s', (engine) => {
  const run = (fn: AnyFn, item: unknown, captures?: Record<string, unknown>): unknown =>
    pool.applySync(fn, [item], { engine, captures })

  test('parameters and arguments are one', () => {
    expect(run(sloppy('function (x) { x = x + 1; return arguments[0] }'), 1)).toBe(2)
    expect(run(sloppy("function (x) { 'use strict'; x = x + 1; return arguments[0] }"), 1)).toBe(1)
  })

  test('also of helpers, and with given captures', () => {
    const helper = sloppy('function (x) { x = x + 1; return arguments[0] }')
    expect(run((x: number) => helper(x), 1)).toBe(2)
    expect(run(sloppy('function (x) { x += k; return arguments[0] }'), 1, { k: 5 })).toBe(6)
  })

  test('this is the global object, and undefined in strict code', () => {
    expect(run(sloppy('function () { return this === globalThis }'), 0)).toBe(true)
    expect(
      run(function (this: unknown) {
        return this === undefined
      }, 0),
    ).toBe(true)
  })

  test('what cannot be written to stays as it is, without an error', () => {
    expect(run(sloppy('function (x) { Object.freeze(x).a = 2; return x }'), { a: 1 })).toEqual({
      a: 1,
    })
  })

  test('of several functions with the same text each is made as it was written', () => {
    const text = 'function (x) { x = 2; return arguments[0] }'
    const strict = new Function(`'use strict'; return ${text}`)() as AnyFn
    for (const [fn, result] of [
      [sloppy(text), 2],
      [strict, 1],
      [sloppy(text), 2],
    ] as const)
      expect(run(fn, 1)).toBe(result)
  })
})
