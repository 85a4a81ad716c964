import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { afterAll, describe, expect, test } from 'vitest'
import { type EngineName, move, Pool, sharedCopy, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

const bytesOf = (view: ArrayBufferView | ArrayBuffer): number => view.byteLength

describe('an argument is transferred', () => {
  test.each<[string, ArrayBuffer | ArrayBufferView]>([
    ['an ArrayBuffer', new ArrayBuffer(16)],
    ['a typed array', new Float64Array(2)],
    ['an array of bigints', new BigInt64Array(2)],
    ['a Buffer with memory of its own', Buffer.from(new ArrayBuffer(16))],
  ])('%s', async (_, value) => {
    expect(await pool.apply(bytesOf, [move(value)])).toBe(16)
    expect(value.byteLength).toBe(0)
  })

  test('deep inside arguments and items, and by what is named', async () => {
    const a = new Uint8Array(4)
    const b = new Uint8Array(5)
    const c = { left: new Uint8Array(6), right: new Uint8Array(7) }
    const sum = (given: unknown): number => {
      let total = 0
      const walk = (value: unknown): void => {
        if (ArrayBuffer.isView(value)) total += value.byteLength
        else if (value instanceof Map) for (const inner of value.values()) walk(inner)
        else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
      }
      walk(given)
      return total
    }
    const given = { list: [move(a)], map: new Map([['b', move(b)]]), c: move(c, [c.left.buffer]) }
    expect(await pool.apply(sum, [given])).toBe(22)
    expect([a.length, b.length, c.left.length, c.right.length]).toEqual([0, 0, 0, 7])
    const items = Array.from({ length: 40 }, (_, i) => new Uint8Array(i + 1))
    expect(
      await pool.map(
        bytesOf,
        items.map((item) => move(item)),
      ),
    ).toEqual(items.map((_, i) => i + 1))
    expect(items.every(({ length }) => length === 0)).toBe(true)
  })

  test('a part of memory is copied, unless its buffer is named', async () => {
    const whole = Uint8Array.from([1, 2, 3, 4])
    const part = whole.subarray(1, 3)
    const seen = (view: Uint8Array): [number[], number] => [[...view], view.buffer.byteLength]
    expect(await pool.apply(seen, [move(part)])).toEqual([[2, 3], 2])
    expect(part.length).toBe(2)
    expect(await pool.apply(seen, [move(part, [part.buffer])])).toEqual([[2, 3], 4])
    expect(whole.length).toBe(0)
    const pooled = Buffer.from('small')
    expect(await pool.apply((given: Buffer) => given.toString(), [move(pooled)])).toBe('small')
    expect(pooled.toString()).toBe('small')
  })

  test('shared memory stays shared', async () => {
    const shared = new Int32Array(new SharedArrayBuffer(4))
    await pool.apply(
      (view: Int32Array) => {
        view[0] = 5
      },
      [move(shared)],
    )
    expect(shared[0]).toBe(5)
  })

  test('ports and streams', async () => {
    const { port1, port2 } = new MessageChannel()
    const heard = new Promise((resolve) => port1.once('message', resolve))
    await pool.apply(
      (port: MessagePort) => {
        port.postMessage('from the task')
        port.close()
      },
      [move(port2)],
    )
    expect(await heard).toBe('from the task')
    port1.close()
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue('a')
        controller.enqueue('b')
        controller.close()
      },
    })
    const read = async (given: ReadableStream<string>): Promise<string> => {
      let text = ''
      for await (const chunk of given) text += chunk
      return text
    }
    expect(await pool.apply(read, [move(stream)])).toBe('ab')
  })
})

describe('a result is transferred', () => {
  test('from apply, map and async tasks', async () => {
    const make = (n: number): Uint8Array => move(new Uint8Array(n).fill(n))
    expect([...(await pool.apply(make, [3]))]).toEqual([3, 3, 3])
    expect((await pool.map(make, [1, 2, 3])).map(({ length }) => length)).toEqual([1, 2, 3])
    const later = async (n: number): Promise<{ data: Uint8Array }> => {
      await new Promise((resolve) => setTimeout(resolve, 1))
      return { data: move(new Uint8Array(n)) }
    }
    expect((await pool.apply(later, [4])).data.length).toBe(4)
    expect(pool.applySync(make, [2]).length).toBe(2)
  })

  test('and is gone in the worker', async () => {
    const one = new Pool(1)
    const keep = (): Uint8Array => {
      const bytes = new Uint8Array(8)
      ;(globalThis as { kept?: Uint8Array }).kept = bytes
      return move(bytes)
    }
    expect((await one.apply(keep)).length).toBe(8)
    expect(await one.apply(() => (globalThis as { kept?: Uint8Array }).kept?.length)).toBe(0)
    await one.terminate()
  })
})

describe('moving is refused', () => {
  test('when there is nothing to move', () => {
    for (const value of [{ a: 1 }, 'text', 1, null, undefined, new Map()])
      expect(() => move(value)).toThrow(/value must be an ArrayBuffer/)
    expect(() => move({}, 'all' as never)).toThrow(/transfer must be an array/)
  })

  test('twice in one call', async () => {
    const bytes = new Uint8Array(4)
    await expect(pool.apply(bytesOf, [move(bytes), move(bytes)] as never)).rejects.toThrow(
      /args\[1\] holds an ArrayBuffer that is moved twice/,
    )
    const once = move(bytes)
    await expect(pool.apply(bytesOf, [once, once] as never)).rejects.toThrow(/moved twice/)
    // Refused before it was sent: nothing has happened to it.
    expect(bytes.length).toBe(4)
  })

  test('when something beside it cannot be sent: it stays', async () => {
    const bytes = new Uint8Array(4)
    await expect(pool.apply((a: unknown) => a, [[move(bytes), Symbol('x')]])).rejects.toThrow(
      /args\[0\]\[1\] holds the symbol/,
    )
    expect(bytes.length).toBe(4)
    // What only clone itself finds out.
    await expect(
      pool.apply((a: unknown) => a, [{ bytes: move(bytes), proxy: new Proxy({ a: 1 }, {}) }]),
    ).rejects.toThrow(/a Proxy/)
    expect(bytes.length).toBe(4)
  })

  test('when it has left already', async () => {
    const bytes = new Uint8Array(4)
    const moved = move(bytes)
    expect(await pool.apply(bytesOf, [moved])).toBe(4)
    await expect(pool.apply(bytesOf, [moved])).rejects.toThrow(
      /args\[0\] holds memory that has been moved or transferred already/,
    )
  })

  test.each([1, 2])('in two items of one call, in chunks of %i', async (chunkSize) => {
    const bytes = new Uint8Array(4)
    const items = [move(bytes), move(bytes)]
    const [first, second] = await pool.map(bytesOf, items, { chunkSize, onError: 'collect' })
    expect(first).toEqual({ status: 'fulfilled', value: 4 })
    expect(second).toMatchObject({
      reason: { code: 'ERR_NUMPOOL_NOT_CLONEABLE', path: 'items[1]', index: 1 },
    })
  })

  // Node 20 sends a buffer that has left already; nobody receives it.
  test('in two calls of one turn', async () => {
    const bytes = new Uint8Array(4)
    const calls = [pool.apply(bytesOf, [move(bytes)]), pool.apply(bytesOf, [move(bytes)])]
    expect(await Promise.allSettled(calls)).toMatchObject([
      { value: 4 },
      { reason: { code: 'ERR_NUMPOOL_NOT_CLONEABLE', path: 'args[0]' } },
    ])
  })

  test('for captured variables, which every worker would want', async () => {
    const bytes = move(new Uint8Array(4))
    await expect(pool.map(() => bytes.length, [1, 2])).rejects.toThrow(
      /`bytes` holds a moved value/,
    )
  })
})

test('only the worker that has it can run it: nothing runs twice, nothing is lost silently', async () => {
  const items = Array.from({ length: 30 }, (_, i) => Uint8Array.of(i))
  const ran = new Int32Array(new SharedArrayBuffer(30 * 4))
  const results = await pool.map(
    (item) => {
      const i = item[0] as number
      Atomics.add(ran, i, 1)
      if (i === 7) process.exit(1)
      return i
    },
    items.map((item) => move(item)),
    { chunkSize: 1, onError: 'collect' },
  )
  expect(Math.max(...ran)).toBe(1)
  for (const [i, result] of results.entries()) {
    if (result.status === 'fulfilled') expect(result.value).toBe(i)
    else expect(result.reason).toMatchObject({ code: /ERR_NUMPOOL_(?:WORKER_LOST|NOT_CLONEABLE)/ })
  }
  expect(results[7]).toMatchObject({
    status: 'rejected',
    reason: { code: 'ERR_NUMPOOL_WORKER_LOST' },
  })
})

test('inline, nothing is transferred, and what was not moved is not touched', async () => {
  const bytes = new Uint8Array(4)
  const other = { a: 1 }
  const given = { nested: [move(bytes)], other }
  const back = await pool.apply(
    (value: typeof given) => ({ ...value, own: move(new Uint8Array(2)) }),
    [given],
    {
      engine: 'inline',
    },
  )
  expect(back.nested[0]).toBe(bytes)
  expect(back.other).toBe(other)
  expect(back.own.length).toBe(2)
  expect(given.nested[0]).not.toBe(bytes)
})

describe('data of a call are transferred', () => {
  const N = 5000
  const samples = (): Float64Array => Float64Array.from({ length: N }, (_, i) => i)
  const half = (x: number): number => x / 2
  const wanted = samples().map(half)
  const text = (x: number): string => (x / 2).toFixed(1)

  test.each<EngineName>(['auto', 'native', 'workers'])('by map and starmap, %s', async (engine) => {
    const data = [samples(), samples(), samples(), samples(), samples()] as const
    const running = pool.map(half, move(data[0]), { engine })
    expect(data[0].length).toBe(0)
    expect(await running).toEqual(wanted)
    expect(pool.mapSync(half, move(data[1]), { engine })).toEqual(wanted)
    const rows = zip(move(data[2]), data[3], move(data[4]))
    const sums = pool.starmap((a, b, c) => a + b + c, rows, { engine })
    expect(data.map(({ length }) => length)).toEqual([0, 0, 0, N, 0])
    expect((await sums).at(-1)).toBe(3 * (N - 1))
  })

  test('by a function that only workers run, and by one that throws', async () => {
    const data = samples()
    const texts = pool.map(text, move(data), { dtype: undefined, onError: 'collect' })
    expect(data.length).toBe(0)
    expect((await texts)[3]).toEqual({ status: 'fulfilled', value: '1.5' })
    const other = samples()
    const fails = (x: number): number => {
      throw new RangeError(`item ${x}`)
    }
    expect(() => pool.mapSync(fails, move(other))).toThrow('item 0')
    expect(other.length).toBe(0)
  })

  test('by imap', async () => {
    for (const method of ['imap', 'imapUnordered'] as const) {
      const data = Float64Array.of(2, 4)
      const results = pool[method](half, move(data))
      expect(data.length).toBe(0)
      const seen: number[] = []
      for await (const x of results) seen.push(x)
      expect(seen.toSorted()).toEqual([1, 2])
    }
  })

  test('not by calls that are refused, nor inline', async () => {
    const data = samples()
    const socket = process.stdout
    const held = (x: number): number => x + Number(socket.fd)
    await expect(pool.map(held, move(data))).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_CANNOT_TRAVEL',
    })
    await expect(pool.map(text as never, move(data), { engine: 'native' })).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_NOT_NATIVE',
    })
    expect(() => pool.map(half, move(data), { out: new Float64Array(1) })).toThrow(RangeError)
    const aborted = { signal: AbortSignal.abort('before') }
    await expect(pool.map(half, move(data), aborted)).rejects.toBe('before')
    await expect(pool.imap(half, move(data), aborted).next()).rejects.toBe('before')
    expect(await pool.map(half, move(data), { engine: 'inline' })).toEqual(wanted)
    expect(data.length).toBe(N)
  })

  test('shared memory stays, and so does that of which an array covers a part', async () => {
    const shared = sharedCopy(samples())
    const whole = samples()
    expect(await pool.map(half, move(shared))).toEqual(wanted)
    expect(await pool.map(half, move(whole.subarray(1)))).toEqual(wanted.subarray(1))
    expect([shared.length, whole.length]).toEqual([N, N])
  })

  test('memory that is gone is told as such', async () => {
    const data = samples()
    await pool.map(half, move(data))
    const gone = expect.objectContaining({ name: 'TypeError', code: 'ERR_NUMPOOL_DETACHED' })
    await expect(pool.map(half, move(data))).rejects.toEqual(gone)
    await expect(pool.imap(half, move(data)).next()).rejects.toEqual(gone)
    expect(() => pool.map(half, move({ data: samples() }, [data]) as never)).toThrow(/an iterable/)
  })
})
