/**
 * The addon's own face, below the TypeScript half: what each call answers to good and bad arguments, jobs, ports, and
 * the end of environments.
 */
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import type { Addon, Entries } from '../src/engine/native/addon'
import {
  FLAG_ALL_FLOAT64,
  FLAG_OUT_BOOLEAN,
  FLAG_OUT_FLOAT16,
  M_FLAGS,
  M_LENGTH,
  M_PARAMS,
  M_PARTICIPANTS,
  M_RANGES,
  M_TIMEOUT,
  MAILBOX_LENGTH,
  Status,
} from '../src/engine/native/protocol'

/** Where `run` leaves the number of finished items. */
const M_DONE = 4

type Listener = (job: number, status: number, done: number) => void

const path = new URL('../native.js', import.meta.url).pathname
const addon = createRequire(import.meta.url)(path) as Omit<Addon, 'attach' | 'watchDeath'> & {
  attach(mailbox: unknown, listener: unknown): Entries | undefined
  watchDeath(words: unknown, index: number): boolean
}

/** A mailbox of one's own, as each copy of the TypeScript half has. */
function attach(listener?: Listener) {
  const mailbox = new Float64Array(new SharedArrayBuffer(MAILBOX_LENGTH * 8))
  const waiting = new Map<number, (end: { status: number; done: number }) => void>()
  const port = addon.attach(
    mailbox,
    listener ??
      ((job: number, status: number, done: number) => waiting.get(job)?.({ status, done })),
  ) as Entries
  const submit = (...args: Parameters<Entries['submit']>) => {
    const job = port.submit(...args)
    if (job <= 0) throw new Error(`refused with status ${-job}`)
    return {
      job,
      ended: new Promise<{ status: number; done: number }>((resolve) => waiting.set(job, resolve)),
    }
  }
  const set = (length: number, flags = 0, timeout = 0, participants = 0) => {
    mailbox[M_LENGTH] = length
    mailbox[M_FLAGS] = flags
    mailbox[M_TIMEOUT] = timeout
    mailbox[M_PARTICIPANTS] = participants
  }
  return { ...port, submit, mailbox, set }
}

function compile(source: string, columns = 1, captures: readonly string[] = []): number {
  const request = {
    source,
    columns,
    tuple: false,
    booleans: 0,
    captures: captures.map((name) => ({ name, kind: 'number' })),
    functions: [],
  }
  const reply = JSON.parse(addon.compile(JSON.stringify(request))) as { ok?: { id: number } }
  if (reply.ok === undefined) throw new Error(JSON.stringify(reply))
  return reply.ok.id
}

const twice = compile('x => x * 2')
const endless = compile(`(x) => { let y = x; ${'y = Math.sqrt(y + 1); '.repeat(400)} return y }`)
const doubles = (length: number) => Float64Array.from({ length }, (_, i) => i)

describe('run', () => {
  it('takes every kind of array, in place or apart', () => {
    const { run, set } = attach()
    set(3)
    for (const array of [
      new Float64Array([1, 2, 3]),
      new Float32Array([1, 2, 3]),
      new Int8Array([1, 2, 3]),
      new Uint8Array([1, 2, 3]),
      new Uint8ClampedArray([1, 2, 3]),
      new Int16Array([1, 2, 3]),
      new Uint16Array([1, 2, 3]),
      new Int32Array([1, 2, 3]),
      new Uint32Array([1, 2, 3]),
    ]) {
      const apart = array.slice().fill(0)
      expect(run(twice, apart, array)).toBe(Status.ok)
      expect(Array.from(apart)).toEqual([2, 4, 6])
      expect(run(twice, array, array)).toBe(Status.ok)
      expect(Array.from(array)).toEqual([2, 4, 6])
    }
    const big = new BigInt64Array(3) as never
    expect(run(twice, big, doubles(3))).toBe(Status.badArgument)
    expect(run(twice, doubles(3), big)).toBe(Status.badArgument)
  })

  it('reads ranges and captured values from the mailbox', () => {
    const { run, set, mailbox } = attach()
    const kernel = compile('(x, y) => x * k + y', 2, ['k'])
    set(4)
    mailbox.set([10, 0.5], M_RANGES + 2)
    mailbox[M_PARAMS] = 100
    const out = new Float64Array(4)
    expect(run(kernel, out, doubles(4), null)).toBe(Status.ok)
    expect(Array.from(out)).toEqual([10, 110.5, 211, 311.5])
    expect(mailbox[M_DONE]).toBe(4)
  })

  it('stores half floats and booleans where the flags say so', () => {
    const { run, set } = attach()
    const halves = new Uint16Array([0x3c00, 0x4000])
    set(2, FLAG_OUT_FLOAT16 | 1)
    expect(run(twice, halves, halves)).toBe(Status.ok)
    expect(Array.from(halves)).toEqual([0x4000, 0x4400])
    expect(run(twice, new Uint8Array(2), halves)).toBe(Status.badArgument)
    set(3, FLAG_OUT_BOOLEAN)
    const flags = new Uint8Array(3)
    expect(run(compile('x => x > 1'), flags, doubles(3))).toBe(Status.ok)
    expect(Array.from(flags)).toEqual([0, 0, 1])
  })

  it('believes the flag that says everything is a Float64Array', () => {
    const { run, set } = attach()
    set(3, FLAG_ALL_FLOAT64)
    const out = new Float64Array(3)
    expect(run(twice, out, doubles(3))).toBe(Status.ok)
    expect(Array.from(out)).toEqual([0, 2, 4])
    expect(run(twice, out, doubles(2))).toBe(Status.detached)
    expect(run(twice, out, {} as never)).toBe(Status.badArgument)
  })

  it('answers bad calls with a status', () => {
    const { run, set, mailbox } = attach()
    const out = new Float64Array(10)
    set(10)
    expect(run(123456789, out, out)).toBe(Status.unknownKernel)
    expect(run('x' as never, out, out)).toBe(Status.badArgument)
    expect(run(twice, out)).toBe(Status.badArgument)
    expect(run(twice, out, out, out)).toBe(Status.badArgument)
    expect(run(twice, out, {} as never)).toBe(Status.badArgument)
    expect(run(twice, null as never, out)).toBe(Status.badArgument)
    expect((run as () => number)()).toBe(Status.badArgument)
    for (const length of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      mailbox[M_LENGTH] = length
      expect(run(twice, out, out)).toBe(Status.badArgument)
    }
    const kernel = compile('x => x + 1')
    addon.release(kernel)
    addon.release(kernel)
    expect(run(kernel, out, out)).toBe(Status.unknownKernel)
  })

  it('sees detached, short and shrunk views', () => {
    const { run, set } = attach()
    const out = new Float64Array(10)
    set(10)
    expect(run(twice, out, doubles(9))).toBe(Status.detached)
    expect(run(twice, doubles(9), out)).toBe(Status.detached)
    const gone = doubles(10)
    structuredClone(gone, { transfer: [gone.buffer] })
    expect(run(twice, out, gone)).toBe(Status.detached)
    const buffer = Reflect.construct(ArrayBuffer, [80, { maxByteLength: 80 }]) as ArrayBuffer & {
      resize(length: number): void
    }
    const shrunk = new Float64Array(buffer, 8, 9)
    buffer.resize(16)
    set(1)
    expect(run(twice, out, shrunk)).toBe(Status.detached)
    set(0)
    expect(run(twice, out, gone)).toBe(Status.ok)
  })

  it('refuses an output that would spoil a column', () => {
    const { run, submit, set } = attach()
    const { buffer } = doubles(12)
    const shared = new SharedArrayBuffer(96)
    set(10)
    for (const memory of [buffer, shared]) {
      const [first, second] = [new Float64Array(memory, 0, 10), new Float64Array(memory, 8, 10)]
      expect(run(twice, second, first)).toBe(Status.overlap)
      expect(run(twice, first, second)).toBe(Status.overlap)
      expect(run(twice, first, first)).toBe(Status.ok)
    }
    const [first, second] = [new Float64Array(shared, 0, 10), new Float64Array(shared, 8, 10)]
    expect(() => submit(twice, second, first)).toThrow('status 3')
  })

  it('stops when the time is up', () => {
    const { run, set, mailbox } = attach()
    const length = 2_000_000
    const out = new Float64Array(length)
    for (const participants of [0, 1]) {
      set(length, 0, 20, participants)
      expect(run(endless, out, out)).toBe(Status.timedOut)
      expect(mailbox[M_DONE]).toBeLessThan(length)
    }
    set(100, 0, 10_000)
    expect(run(endless, out, out)).toBe(Status.ok)
  })
})

describe('submit', () => {
  it('runs jobs of every length and says how far they came', async () => {
    const { submit, set } = attach()
    for (const length of [0, 1, 1000, 300_000]) {
      set(length)
      const out = new Float64Array(length)
      const { ended } = submit(twice, out, doubles(length))
      expect(await ended).toEqual({ status: Status.ok, done: length })
      expect(out.every((value, i) => value === i * 2)).toBe(true)
    }
  })

  it('cancels, times out, and shows progress', async () => {
    const { submit, set } = attach()
    const length = 2_000_000
    const out = new Float64Array(length)
    set(length)
    const { job, ended } = submit(endless, out, out)
    while (addon.progress(job) === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    addon.cancel(job)
    const { status, done } = await ended
    expect(status).toBe(Status.cancelled)
    expect(done).toBeLessThan(length)
    expect(addon.progress(job)).toBe(0)
    addon.cancel(job)
    set(length, 0, 20)
    const late = await submit(endless, out, out).ended
    expect(late.status).toBe(Status.timedOut)
    expect(late.done).toBeLessThan(length)
  })

  it('serves a short job while a long one runs', async () => {
    const { submit, set } = attach()
    const length = 2_000_000
    const out = new Float64Array(length)
    set(length)
    const long = submit(endless, out, out)
    let goesOn = true
    const { ended } = long
    void ended.then(() => {
      goesOn = false
    })
    set(10)
    for (let i = 0; i < 11; i++) {
      const short = await submit(twice, new Float64Array(10), doubles(10)).ended
      expect(short).toEqual({ status: Status.ok, done: 10 })
      expect(goesOn).toBe(true)
    }
    addon.cancel(long.job)
    const { status, done } = await ended
    expect(status).toBe(Status.cancelled)
    expect(done).toBeLessThan(length)
  })
})

describe('attach', () => {
  it('takes shared mailboxes and functions only', () => {
    const mailbox = new Float64Array(new SharedArrayBuffer(MAILBOX_LENGTH * 8))
    expect(addon.attach(new Float64Array(MAILBOX_LENGTH), () => {})).toBeUndefined()
    expect(addon.attach(mailbox.subarray(1), () => {})).toBeUndefined()
    expect(addon.attach(new Int32Array(mailbox.buffer), () => {})).toBeUndefined()
    expect(addon.attach(mailbox, 1)).toBeUndefined()
  })

  it('keeps several copies of the TypeScript half apart', async () => {
    const [first, second] = [attach(), attach()]
    first.set(2)
    second.set(3)
    const out = new Float64Array(3)
    expect(first.run(twice, out, doubles(3))).toBe(Status.ok)
    expect(Array.from(out)).toEqual([0, 2, 0])
    const ends = [first, second].map(({ submit }) => submit(twice, new Float64Array(3), doubles(3)))
    expect(await Promise.all(ends.map(({ ended }) => ended))).toEqual([
      { status: Status.ok, done: 2 },
      { status: Status.ok, done: 3 },
    ])
  })
})

describe('an environment', () => {
  const inWorker = (code: string, data: unknown = {}) =>
    new Promise<unknown>((resolve, reject) => {
      const head = `const { workerData } = require('node:worker_threads')
        const addon = require(${JSON.stringify(path)})
        const box = new Float64Array(new SharedArrayBuffer(${MAILBOX_LENGTH * 8}))
        box[0] = 10
        const id = ${twice}, column = new Float64Array(10), out = new Float64Array(10)
        const post = (value) => require('node:worker_threads').parentPort.postMessage(value);`
      let message: unknown
      new Worker(head + code, { eval: true, workerData: data })
        .once('message', (value) => {
          message = value
        })
        .once('error', reject)
        .once('exit', () => resolve(message))
    })

  it('says when it has ended, however it ended', async () => {
    const words = new Int32Array(new SharedArrayBuffer(16))
    await inWorker('addon.watchDeath(workerData, 1)', words)
    await inWorker('addon.watchDeath(workerData, 3); process.exit(1)', words)
    expect(Array.from(words)).toEqual([0, 1, 0, 1])
    expect(addon.watchDeath(words, 4)).toBe(false)
    expect(addon.watchDeath(new Int32Array(4), 0)).toBe(false)
  })

  it('uses kernels compiled by another, and goes on when a listener throws', async () => {
    const code = `
      const seen = []
      process.on('uncaughtException', (error) => { seen.push(error.message); if (seen.length === 3) post(seen) })
      addon.attach(box, (job) => { throw new Error('job ' + job) })
      for (let i = 0; i < 3; i++) addon.submit(id, out, column)`
    expect(await inWorker(code)).toEqual(['job 1', 'job 2', 'job 3'])
  })

  it('ends by itself when no job runs, and not before', async () => {
    const code = `
      addon.attach(box, (job, status) => post(status))
      addon.submit(id, out, column)`
    expect(await inWorker(code)).toBe(Status.ok)
  })
})
