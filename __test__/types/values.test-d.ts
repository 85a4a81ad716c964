/**
 * What TypeScript says of values that are shared, moved or of registered classes, from the contract that users get.
 */
import { describe, expectTypeOf, test } from 'vitest'
import {
  type AsyncResult,
  move,
  type Pool,
  registerClass,
  registerError,
  share,
} from '../../index.js'

declare const pool: Pool

class Point {
  constructor(readonly x: number) {}
}
class Money {
  readonly #cents = 1
  get cents(): number {
    return this.#cents
  }
}

describe('values', () => {
  test('a shared value has its own type', () => {
    const words = share(new Map([['a', 1]]))
    expectTypeOf(words).toEqualTypeOf<Map<string, number>>()
    expectTypeOf(pool.map((key: string) => words.get(key), ['a'])).toEqualTypeOf<
      AsyncResult<(number | undefined)[]>
    >()
    // @ts-expect-error a string is sent as it is
    share('text')
  })

  test('a moved value, too', () => {
    expectTypeOf(move(new Uint8Array(1))).toEqualTypeOf<Uint8Array<ArrayBuffer>>()
    const made = pool.apply((n: number) => move(new ArrayBuffer(n)), [1])
    expectTypeOf(made).toEqualTypeOf<AsyncResult<ArrayBuffer>>()
    move({ a: new Uint8Array(1) }, [new ArrayBuffer(1)])
  })

  test('a codec gives what it takes', () => {
    registerClass(Point)
    registerClass(Money, {
      encode: (money) => money.cents,
      decode: (cents, Class) => {
        expectTypeOf(cents).toEqualTypeOf<number>()
        return new Class()
      },
    })
    // @ts-expect-error a codec has two halves
    registerClass(Point, { encode: (point) => point.x })
    registerError(class MyError extends Error {})
    // @ts-expect-error not an error
    registerError(Point)
  })
})
