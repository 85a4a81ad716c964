/**
 * The channels: who hears what, in which order, and that every beginning has its end.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import dc from 'node:diagnostics_channel'
import { afterEach, describe, expect, test } from 'vitest'
import { Pool, sharedEmpty } from '../src'
import type {
  CallEvent,
  NativeEvent,
  TaskErrorEvent,
  TaskEvent,
  WorkerEvent,
} from '../src/watch/events'
import { runChild } from './support/child'

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

const tasks = (): Heard<TaskEvent> => listen(['task:start', 'task:end'])
const workers = (): Heard<WorkerEvent> =>
  listen(['worker:start', 'worker:ready', 'worker:lost', 'worker:exit'])

/** Every task that began has ended, once; gives the tasks. */
function balanced(heard: Heard<TaskEvent>): TaskEvent[] {
  const begun = heard.filter(([name]) => name === 'task:start').map(([, task]) => task)
  const ended = heard.filter(([name]) => name === 'task:end').map(([, task]) => task)
  expect(new Set(begun).size).toBe(begun.length)
  expect(new Set(ended)).toEqual(new Set(begun))
  expect(ended.length).toBe(begun.length)
  return begun
}

/** Items that tasks have done, in order. */
function itemsOf(tasks: readonly TaskEvent[]): number[] {
  return tasks
    .flatMap(({ low, done = 0 }) => Array.from({ length: done }, (_, i) => low + i))
    .toSorted((a, b) => a - b)
}

describe('a task', () => {
  test('is told of when a worker gets it and when it is done, and belongs to its call', async () => {
    const heard = tasks()
    const above = calls()
    await using pool = new Pool(2, { name: 'watched' })
    await pool.map(String, [...Array(10).keys()], { chunkSize: 3 })
    const all = balanced(heard)
    expect(itemsOf(all)).toEqual([...Array(10).keys()])
    const call = above[0]?.[1]
    expect(call?.engine).toBe('workers')
    for (const task of all) {
      expect(task).toMatchObject({ pool: 'watched', method: 'map', function: 'String' })
      expect(task.worker).toMatch(/^watched-[12]$/)
      expect(task.call).toBe(call)
      expect(['done', 'returned']).toContain(task.outcome)
    }
  })

  test('that fails tells the item before its end', async () => {
    const order: string[] = []
    const errors = listen<TaskErrorEvent>(['task:error'])
    const heard = tasks()
    const note = (name: string) => (): void => void order.push(name)
    for (const name of ['task:error', 'task:end']) {
      const hear = note(name)
      dc.subscribe(`numpool:${name}`, hear)
      forget.push(() => dc.unsubscribe(`numpool:${name}`, hear))
    }
    await using pool = new Pool(1)
    await expect(pool.map(fails, [1], { chunkSize: 1 })).rejects.toThrow(RangeError)
    expect(order).toEqual(['task:error', 'task:end'])
    expect(errors[0]?.[1]).toMatchObject({ index: 0, error: expect.any(RangeError) })
    expect(errors[0]?.[1].task).toBe(balanced(heard)[0])
  })

  test('of single calls that travel together is one', async () => {
    const heard = tasks()
    await using pool = new Pool(1)
    await Promise.all([1, 2, 3].map((n) => pool.applyAsync(String, [n])))
    const all = balanced(heard)
    expect(all.reduce((sum, { done = 0 }) => sum + done, 0)).toBe(3)
    expect(all[0]).toMatchObject({ method: 'applyAsync', function: 'String' })
  })

  test('of an imap is at its place in the whole source', async () => {
    const heard = tasks()
    await using pool = new Pool(2)
    for await (const _ of pool.imap(String, [...Array(12).keys()], { chunkSize: 2 }));
    expect(itemsOf(balanced(heard))).toEqual([...Array(12).keys()])
  })

  test('ends when its worker dies, and when nobody wants it any more', async () => {
    const heard = tasks()
    const pool = new Pool(1)
    await expect(pool.map(() => process.exit(3), [1])).rejects.toThrow()
    expect(balanced(heard)[0]).toMatchObject({ outcome: 'lost', done: 0 })
    const stuck = pool.map(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), [1])
    while (pool.stats().items.running === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    stuck.cancel()
    await expect(stuck).rejects.toThrow()
    await pool.terminate()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(balanced(heard)[1]).toMatchObject({ outcome: 'lost' })
  })
})

describe('a worker', () => {
  test('starts, is ready, ends', async () => {
    const heard = workers()
    const pool = new Pool(1, { name: 'watched' })
    await pool.warmup()
    pool.close()
    await pool.join()
    const [[, event] = [undefined, undefined]] = heard
    expect(heard.map(([name]) => name)).toEqual(['worker:start', 'worker:ready', 'worker:exit'])
    expect(heard.every(([, other]) => other === event)).toBe(true)
    expect(event).toEqual({
      pool: 'watched',
      worker: 'watched-1',
      startMs: expect.any(Number),
      exitCode: 0,
    })
  })

  test('that is lost says so, with its exit code, and another one starts', async () => {
    const heard = workers()
    const pool = new Pool(1)
    await expect(pool.apply(() => process.exit(9))).rejects.toThrow()
    await pool.apply(String, [1])
    await pool.terminate()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const [first, second] = ['numpool-1', 'numpool-2'].map((name) =>
      heard.filter(([, { worker }]) => worker === name).map(([told]) => told),
    )
    expect(first).toEqual(['worker:start', 'worker:ready', 'worker:lost', 'worker:exit'])
    expect(second).toEqual(['worker:start', 'worker:ready', 'worker:exit'])
    expect(heard.find(([name]) => name === 'worker:lost')?.[1].exitCode).toBe(9)
  })
})

describe('NODE_DEBUG=numpool', () => {
  const program = `
    const pool = new numpool.Pool(1, { name: 'noisy' })
    await pool.map(function shout(s) { return s + '!' }, ['a', 'b'])
    await pool.map((x) => x * 2, new Float64Array(10))
    await pool.apply(function oops() { throw new RangeError('no\\nway') }).catch(() => {})
    pool.close()
    await pool.join()`

  test('prints what happens to stderr, a line for each', async () => {
    const { code, stdout, stderr } = await runChild(program, {
      env: { NODE_DEBUG: 'fs,NumPool' },
    })
    expect(code).toBe(0)
    expect(stdout).toBe('')
    const lines = stderr.split('\n').filter((line) => line.startsWith('NUMPOOL '))
    for (const line of lines) expect(line).toMatch(/^NUMPOOL \d+: (noisy: |noisy-1 )/)
    const text = lines.map((line) => line.replace(/^NUMPOOL \d+: /, '')).join('\n')
    expect(text).toContain('noisy: map(shout) began: 2 items, workers')
    expect(text).toContain('noisy-1 starts')
    expect(text).toMatch(/noisy-1 is ready after [0-9.]+ (ms|s)/)
    expect(text).toMatch(/noisy: map\(shout\) \[0, \d\) goes to noisy-1/)
    expect(text).toMatch(/noisy: map\(shout\) settled after [0-9.]+ (ms|µs)/)
    expect(text).toContain('noisy: map runs natively in place')
    expect(text).toMatch(/noisy: apply\(oops\) failed after [0-9.]+ (ms|µs): RangeError: no way/)
    expect(text).toContain('noisy-1 ended (exit code 0)')
  })

  test('prints nothing when others are asked for', async () => {
    const { code, stderr } = await runChild(program, { env: { NODE_DEBUG: 'fs,numpoolish' } })
    expect(code).toBe(0)
    expect(stderr).not.toContain('NUMPOOL')
  })
})
