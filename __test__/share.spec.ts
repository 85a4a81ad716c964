import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { isReleased, state } from '../src/codec'
import { NotCloneableError, Pool, registerClass, share } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

class Entry {
  constructor(readonly word: string) {}
}
registerClass(Entry)

describe('a shared value', () => {
  test('is itself where it was shared, and itself for the tasks', async () => {
    const words = new Map([['a', 1]])
    expect(share(words)).toBe(words)
    expect(share(words)).toBe(words)
    expect(await pool.map((key) => words.get(key), ['a', 'b'])).toEqual([1, undefined])
  })

  test('is one object for all tasks of a worker, however it came', async () => {
    const one = new Pool(1)
    const config = share({ list: [1, 2], seen: 0 })
    const see = (given: { seen: number }): number => ++given.seen
    expect(await one.apply(see, [config])).toBe(1)
    expect(await one.map(see, [config, config])).toEqual([2, 3])
    const nested = ({ deep }: { deep: { config: { seen: number } }[] }): number =>
      ++(deep[0] as { config: { seen: number } }).config.seen
    expect(await one.apply(nested, [{ deep: [{ config }] }])).toBe(4)
    expect(await one.apply(() => config.seen)).toBe(4)
    expect(await one.applySync((given: object) => given === config, [config])).toBe(true)
    expect(config.seen).toBe(0)
    await one.terminate()
  })

  test('is sent as it was when it was shared, also to workers that start later', async () => {
    const list = share([1, 2, 3])
    list.push(4)
    const late = new Pool(1)
    expect(await late.apply((given: number[]) => given.length, [list])).toBe(3)
    await late.terminate()
  })

  test('is sent once: contents that cannot be cheap are not sent again', async () => {
    const one = new Pool(1)
    const big: { bytes: Uint8Array; mark?: number } = share({ bytes: new Uint8Array(5e6) })
    for (let i = 0; i < 200; i++)
      expect(await one.apply((given: typeof big) => given.bytes.length, [big])).toBe(5e6)
    // A clone each time would have moved a gigabyte; the promise is the identity:
    const mark = (given: { mark?: number }, value: number): number | undefined => {
      const before = given.mark
      given.mark = value
      return before
    }
    await one.apply(mark, [big, 7])
    expect(await one.apply(mark, [big, 8])).toBe(7)
    await one.terminate()
  })

  test('comes back as the very value', async () => {
    const config = share({ a: 1 })
    const [same, inside] = await pool.apply((given: object) => [given, { given }], [config])
    expect(same).toBe(config)
    expect((inside as { given: object }).given).toBe(config)
  })

  test('may hold what the codec carries, and other shared values', async () => {
    const inner = share({ url: new URL('https://example.org/') })
    const outer = share(
      new Map<string, unknown>([
        ['inner', inner],
        ['entry', new Entry('x')],
      ]),
    )
    const read = await pool.apply(
      (map: Map<string, unknown>, direct: unknown) => [
        String((map.get('inner') as { url: URL }).url),
        map.get('entry') instanceof Entry,
        map.get('inner') === direct,
      ],
      [outer, inner],
    )
    expect(read).toEqual(['https://example.org/', true, true])
  })

  test('goes to initializers', async () => {
    const words = share(new Set(['x']))
    const prepared = new Pool(1, {
      initializer: (given: Set<string>) => {
        ;(globalThis as { given?: unknown }).given = given
      },
      initargs: [words],
    })
    const same = await prepared.apply(
      (given: unknown) => given === (globalThis as { given?: unknown }).given,
      [words],
    )
    expect(same).toBe(true)
    await prepared.terminate()
  })

  test('is plain to the inline engine', async () => {
    const config = share({ a: 1 })
    expect(
      await pool.apply((given: object) => given === config, [config], { engine: 'inline' }),
    ).toBe(true)
  })

  test('survives the death of a worker', async () => {
    const config = share({ a: 1 })
    await pool.apply((given: { a: number }) => given.a, [config])
    await pool.map(() => process.exit(3), [1, 2]).catch(() => {})
    expect(await pool.map((given: { a: number }) => given.a, [config, config])).toEqual([1, 1])
  })

  test('is refused when it cannot cross, or is no object', () => {
    expect(() => share({ a: [() => 1] })).toThrow(NotCloneableError)
    expect(() => share({ a: [() => 1] })).toThrow(/value\.a\[0\] holds a function/)
    for (const primitive of ['text', 1, undefined, null])
      expect(() => share(primitive as never)).toThrow(/must be an object/)
  })

  test('is forgotten when nobody has it any more', async () => {
    const one = new Pool(1)
    const ids = new Set(state.shares.keys())
    await (async () => {
      const value = share({ bytes: new Uint8Array(1e6) })
      await one.apply((given: object) => Object.keys(given).length, [value])
    })()
    const [id] = [...state.shares.keys()].filter((key) => !ids.has(key))
    expect(id).toBeDefined()
    for (let i = 0; i < 100 && !isReleased(id as string); i++) {
      globalThis.gc?.()
      await sleep(20)
    }
    expect(isReleased(id as string)).toBe(true)
    // The worker hears of it with the next task, and holds nothing then.
    const held = (key: string): boolean => {
      const shares = (globalThis as Record<symbol, { shares: Map<string, unknown> } | undefined>)[
        Symbol.for('numpool.codec.1')
      ]
      return shares?.shares.has(key) === true
    }
    for (let i = 0; i < 100 && (await one.apply(held, [id as string])); i++) await sleep(20)
    expect(await one.apply(held, [id as string])).toBe(false)
    await one.terminate()
  })

  test('whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.object({ maxDepth: 2 }), async (value) => {
        const shared = share(structuredClone(value))
        const [copy, same] = await pool.apply((given: object) => [{ ...given }, given], [shared])
        expect(copy).toEqual(value)
        expect(same).toBe(shared)
      }),
      { numRuns: 50 },
    )
  })
})
