/**
 * The channels: who hears what, in which order, and that every beginning has its end.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import dc from 'node:diagnostics_channel'
import { afterEach, describe, expect, test } from 'vitest'
import { Pool, sharedEmpty } from '../src'
import type { CallEvent, NativeEvent } from '../src/watch/events'

type Heard<E> = [name: string, event: E][]

const forget: (() => void)[] = []

afterEach(() => {
  for (const go of forget.splice(0)) go()
})

/** Everything that is told from now on under these names, in order. */
function listen<E>(names: readonly string[]): Heard<E> {
  const heard: Heard<E> = []
  for (const name of names) {
    const hear = (event: unknown): void => void heard.push([name, event as E])
    dc.subscribe(`numpool:${name}`, hear)
    forget.push(() => dc.unsubscribe(`numpool:${name}`, hear))
  }
  return heard
}

const FIVE = ['start', 'end', 'error', 'asyncStart', 'asyncEnd']
const calls = (): Heard<CallEvent> => listen(FIVE.map((name) => `call:${name}`))
const natives = (): Heard<NativeEvent> => listen(FIVE.map((name) => `native:${name}`))

/** The names that were heard of one event, in order. */
function namesOf<E>(heard: Heard<E>, event: E | undefined): string[] {
  return heard.filter(([, other]) => other === event).map(([name]) => name)
}

function double(x: number): number {
  return x * 2
}

function fails(): never {
  throw new RangeError('no such thing')
}

describe('a call', () => {
  test('begins, ends its turn, settles', async () => {
    const heard = calls()
    await using pool = new Pool(1, { name: 'watched' })
    const result = await pool.map(double, [1, 2, 3], { engine: 'inline' })
    const [[, event] = [undefined, undefined]] = heard
    expect(namesOf(heard, event)).toEqual([
      'call:start',
      'call:end',
      'call:asyncStart',
      'call:asyncEnd',
    ])
    expect(heard).toHaveLength(4)
    expect(event).toEqual({
      pool: 'watched',
      method: 'map',
      function: 'double',
      items: 3,
      engine: 'inline',
      result: [2, 4, 6],
    })
    expect(event?.result).toBe(result)
  })

  test('that fails says so before it settles', async () => {
    const heard = calls()
    await using pool = new Pool(1)
    await expect(pool.apply(fails, [], { engine: 'inline' })).rejects.toThrow(RangeError)
    const [[, event] = [undefined, undefined]] = heard
    expect(namesOf(heard, event)).toEqual([
      'call:start',
      'call:end',
      'call:error',
      'call:asyncStart',
      'call:asyncEnd',
    ])
    expect(event?.error).toBeInstanceOf(RangeError)
  })

  test('settles before callbacks and whoever waits hear of it, and ends after the callbacks', async () => {
    const order: string[] = []
    const heard = calls()
    await using pool = new Pool(1)
    const names = (): number => order.push(...heard.splice(0).map(([name]) => name))
    const result = pool.mapAsync(double, [1], {
      engine: 'inline',
      callback: () => {
        names()
        order.push('callback')
      },
    })
    await result
    names()
    expect(order).toEqual([
      'call:start',
      'call:end',
      'call:asyncStart',
      'callback',
      'call:asyncEnd',
    ])
  })

  test('that blocks begins and ends, with its error between', () => {
    const heard = calls()
    using pool = new Pool(1)
    expect(pool.mapSync(double, [4], { engine: 'inline' })).toEqual([8])
    expect(heard.splice(0).map(([name]) => name)).toEqual(['call:start', 'call:end'])
    expect(() => pool.applySync(fails, [], { engine: 'inline' })).toThrow(RangeError)
    expect(heard.map(([name]) => name)).toEqual(['call:start', 'call:error', 'call:end'])
  })

  test('that is cancelled ends with the error, once', async () => {
    const heard = calls()
    await using pool = new Pool(1)
    const result = pool.map(() => new Promise(() => {}), [1, 2], { engine: 'inline' })
    result.cancel('enough')
    await expect(result).rejects.toThrow('enough')
    await new Promise((resolve) => setImmediate(resolve))
    expect(heard.map(([name]) => name)).toEqual([
      'call:start',
      'call:end',
      'call:error',
      'call:asyncStart',
      'call:asyncEnd',
    ])
  })

  test('is told of once for an imap, at its beginning and at its end', async () => {
    const heard = calls()
    await using pool = new Pool(1)
    const results: number[] = []
    for await (const value of pool.imap(double, [1, 2, 3, 4, 5], { engine: 'inline' }))
      results.push(value)
    expect(results).toEqual([2, 4, 6, 8, 10])
    const [[, event] = [undefined, undefined]] = heard
    expect(event).toMatchObject({ method: 'imap', function: 'double', items: undefined })
    expect(namesOf(heard, event).toSorted()).toEqual([
      'call:asyncEnd',
      'call:asyncStart',
      'call:end',
      'call:start',
    ])
    expect(heard).toHaveLength(4)
  })

  test('runs within the stores that are bound to its start', async () => {
    const store = new AsyncLocalStorage<string>()
    const start = dc.channel('numpool:call:start')
    start.bindStore(store, (event) => `in ${(event as CallEvent).method}`)
    forget.push(() => start.unbindStore(store))
    await using pool = new Pool(1)
    const seen = await pool.map(() => store.getStore(), [1], { engine: 'inline' })
    expect(seen).toEqual(['in map'])
    expect(store.getStore()).toBeUndefined()
  })

  test('tells a TracingChannel as Node builds it', async () => {
    const told: string[] = []
    const channel = (name: string): dc.Channel<unknown, object> =>
      dc.channel(`numpool:call:${name}`) as dc.Channel<unknown, object>
    const tracing = dc.tracingChannel({
      start: channel('start'),
      end: channel('end'),
      asyncStart: channel('asyncStart'),
      asyncEnd: channel('asyncEnd'),
      error: channel('error'),
    })
    const note = (name: string) => (): void => void told.push(name)
    const handlers = {
      start: note('start'),
      end: note('end'),
      asyncStart: note('asyncStart'),
      asyncEnd: note('asyncEnd'),
      error: note('error'),
    }
    tracing.subscribe(handlers)
    forget.push(() => void tracing.unsubscribe(handlers))
    await using pool = new Pool(1)
    await pool.apply(double, [1], { engine: 'inline' })
    expect(told).toEqual(['start', 'end', 'asyncStart', 'asyncEnd'])
  })
})

describe('a native run', () => {
  test('in place begins and ends', () => {
    const heard = natives()
    using pool = new Pool(1, { name: 'watched' })
    pool.mapSync((x) => x + 1, new Float64Array(10))
    // The second time a shorter way would be taken, if nobody listened.
    pool.mapSync((x) => x + 1, new Float64Array(10))
    expect(heard.map(([name]) => name)).toEqual([
      'native:start',
      'native:end',
      'native:start',
      'native:end',
    ])
    expect(heard[0]?.[1]).toMatchObject({
      pool: 'watched',
      method: 'mapSync',
      items: 10,
      inPlace: true,
      call: undefined,
    })
  })

  test('as a job settles later, and belongs to its call', async () => {
    const heard = natives()
    const above = calls()
    await using pool = new Pool(1)
    // Shared, so that a job has nothing to copy and is worth its while.
    await pool.map((x) => Math.sin(x) * Math.exp(-x / 10), sharedEmpty(1e6))
    expect(heard.map(([name]) => name)).toEqual([
      'native:start',
      'native:end',
      'native:asyncStart',
      'native:asyncEnd',
    ])
    const [[, run] = [undefined, undefined]] = heard
    expect(run?.inPlace).toBe(false)
    expect(run?.nsPerItem).toBeGreaterThan(0)
    expect(run?.call).toBe(above[0]?.[1])
    expect(run?.call?.engine).toBe('native')
  })
})
