/**
 * The bar of `progress: true`, on a terminal that is an array.
 */
import { describe, expect, test } from 'vitest'
import { type BarStream, createBar } from '../src/watch/bar'
import { type Ended, runChild } from './support/child'

/** A terminal of one line: what was written, and what one would see. */
function terminal(columns = 100): BarStream & { written: string[]; seen(): string } {
  const written: string[] = []
  return {
    isTTY: true,
    columns,
    written,
    write: (text) => written.push(text),
    // Every drawing begins with the wiping of the one before.
    seen: () => (written.at(-1) ?? '').replace('\r\u001b[K', ''),
  }
}

/** A clock that stands still until it is set. */
function clock(): { ms: number; now: () => number } {
  const it = { ms: 0, now: () => it.ms }
  return it
}

describe('one bar', () => {
  test('shows percentage, count, rate and the time that is left', () => {
    const stream = terminal()
    const time = clock()
    const bar = createBar({ label: 'map render', total: 400, stream, now: time.now })
    time.ms = 2000
    bar?.update(100)
    expect(stream.seen()).toBe('map render  25% [######------------------] 100/400 50/s ETA 0:06')
    time.ms = 4000
    bar?.update(400)
    expect(stream.seen()).toBe('map render 100% [########################] 400/400 100/s ETA 0:00')
    bar?.end()
    expect(stream.seen()).toBe('')
    expect(stream.written.at(-1)).toBe('\r\u001b[K')
  })

  // The last character was cut off: `ETA 0:0`.
  test('is drawn whole on a terminal that says it has no columns', () => {
    const stream = terminal(0)
    const time = clock()
    const bar = createBar({ label: 'map', total: 4, stream, now: time.now })
    time.ms = 2000
    bar?.update(1)
    expect(stream.seen()).toBe('map  25% [######------------------] 1/4 0.5/s ETA 0:06')
    bar?.end()
  })

  test('is drawn at most every 100 ms, and not at all for what is over sooner', () => {
    const stream = terminal()
    const time = clock()
    const quick = createBar({ label: 'map', total: 10, stream, now: time.now })
    for (time.ms = 0; time.ms < 100; time.ms += 10) quick?.update(time.ms / 10)
    quick?.end()
    expect(stream.written).toEqual([])

    const slow = createBar({ label: 'map', total: 1000, stream, now: time.now })
    for (let done = 0; done < 1000; done++) {
      time.ms++
      slow?.update(done)
    }
    expect(stream.written.length).toBe(10)
    slow?.end()
    slow?.end()
    expect(stream.written.length).toBe(11)
  })

  test('never fills the line, which would wrap and stay', () => {
    const stream = terminal(30)
    const time = clock()
    const bar = createBar({ label: 'map aRatherLongName', total: 5, stream, now: time.now })
    time.ms = 200
    bar?.update(1)
    expect(stream.seen()).toHaveLength(29)
    bar?.end()
  })

  test('shows no name that would move the cursor', () => {
    const stream = terminal()
    const time = clock()
    const bar = createBar({ label: 'map a\nb\u001b[2Jc', total: 5, stream, now: time.now })
    time.ms = 200
    bar?.update(1)
    expect(stream.seen()).toMatch(/^map a b \[2Jc +20%/)
    bar?.end()
  })

  test('knows no percentage where nobody knows how many items come', () => {
    const stream = terminal()
    const time = clock()
    const bar = createBar({ label: 'imap', total: undefined, stream, now: time.now })
    time.ms = 61_000
    bar?.update(122_000)
    expect(stream.seen()).toBe('imap 122000 items, 2.0k/s, 1:01')
    bar?.end()
  })

  test('is none where the stream is no terminal', () => {
    const written: string[] = []
    const stream = { write: (text: string) => written.push(text) }
    expect(createBar({ label: 'map', total: 1, stream })).toBeUndefined()
    expect(written).toEqual([])
  })
})

test('several bars share the line: the oldest has it, the next when that has ended', () => {
  const stream = terminal()
  const time = clock()
  const first = createBar({ label: 'first', total: 10, stream, now: time.now })
  const second = createBar({ label: 'second', total: 10, stream, now: time.now })
  time.ms = 100
  first?.update(1)
  time.ms = 200
  second?.update(5)
  expect(stream.written.map((text) => text.split(' ')[0])).toEqual([
    '\r\u001b[Kfirst',
    '\r\u001b[Kfirst',
  ])
  first?.end()
  time.ms = 300
  second?.update(6)
  expect(stream.seen()).toMatch(/^second +60%/)
  second?.end()
  expect(stream.written.at(-1)).toBe('\r\u001b[K')
  expect(stream.written.join('')).not.toContain('\n')
})

describe('progress: true', () => {
  /** Runs a call with a bar on a stderr that says it is a terminal. */
  const watched = (call: string, isTTY = true): Promise<Ended> =>
    runChild(`
      process.stderr.isTTY = ${isTTY}
      const pool = new numpool.Pool(1)
      const slow = async (n) => {
        await new Promise((resolve) => setTimeout(resolve, 100))
        if (n === 9) throw new Error('nine')
      }
      ${call}
      console.log('over')
      await pool.terminate()`)

  test.each([
    ['to its end', `await pool.map(slow, [1, 2, 3], { progress: true, chunkSize: 1 })`],
    [
      'to an error',
      `await pool.map(slow, [1, 2, 9], { progress: true, chunkSize: 1 }).catch(() => {})`,
    ],
    [
      'until it is cancelled',
      `const r = pool.map(slow, [1, 2, 3, 4, 5, 6], { progress: true, chunkSize: 1 })
       setTimeout(() => r.cancel(), 350)
       await r.catch(() => {})`,
    ],
    [
      'while its caller is blocked',
      `pool.mapSync(slow, [1, 2, 3], { progress: true, chunkSize: 1 })`,
    ],
  ])('draws a bar %s, and wipes it', async (_, call) => {
    const { code, stdout, stderr } = await watched(call)
    expect(stdout).toBe('over\n')
    expect(code).toBe(0)
    expect(stderr.replaceAll('\r\u001b[K', '|')).toMatch(
      /^\|map(Sync)? slow +[0-9]+% \[#*-*\] [0-9]\/[36] /,
    )
    expect(stderr.endsWith('\r\u001b[K')).toBe(true)
    expect(stderr).not.toContain('\n')
  })

  test('writes nothing where stderr is no terminal', async () => {
    const { stderr, stdout } = await watched(
      `await pool.map(slow, [1, 2, 3], { progress: true })`,
      false,
    )
    expect(stdout).toBe('over\n')
    expect(stderr).toBe('')
  })
})

test('a bar holds no process', () => {
  // Lists what keeps the process alive, and so no timer that was told not to.
  const timers = (): number =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const bar = createBar({ label: 'map', total: 2, stream: terminal() })
  expect(timers()).toBe(before)
  bar?.end()
})
