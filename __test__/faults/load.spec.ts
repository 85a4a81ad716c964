/** Much work, and uneven work: all of it settles once, memory stays bounded, nobody waits for ever. */
import { describe, expect } from 'vitest'
import { LONG, SIZES } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

/** Tasks count their runs in shared bytes, settlements are counted here. */
const COUNTERS = `
  const counters = (n) => new Uint8Array(new SharedArrayBuffer(n))
  const once = (bytes) => bytes.every((count) => count === 1)
  const heap = () => { gc(); return process.memoryUsage().heapUsed + process.memoryUsage().external }`

describe.each(SIZES)('%i workers', (size) => {
  const calls = LONG ? 1_000_000 : size === 2 ? 100_000 : 30_000
  // What a function captures is read for each call: with a shared array 30 µs.
  const expected = LONG ? 60_000 : 15_000

  fault(
    `row 31: ${calls} calls at once: each runs and settles once, and is small`,
    expected,
    async () => {
      const ended = await faultChild(
        `${COUNTERS}
      const pool = new numpool.Pool(${size}, { engine: 'workers' })
      await pool.map((x) => x, [1, 2])
      const n = ${calls}
      const ran = counters(n), settled = new Uint8Array(n), wrong = []
      const task = (i) => { ran[i]++; return i }
      const before = heap()
      const all = new Array(n)
      for (let i = 0; i < n; i++) all[i] = pool.applyAsync(task, [i])
      // Promises as the caller needs them are 0.3 kB of it.
      const each = (heap() - before) / n
      for (let i = 0; i < n; i++) all[i].then((value) => { settled[i]++; if (value !== i) wrong.push(i) })
      await Promise.all(all)
      await sleep(20)
      console.log(once(ran), once(settled), wrong.length, each < 2000 ? 'small' : each)
      await pool.terminate()`,
        { expected },
      )
      expect(ended).toMatchObject({ code: 0, stdout: 'true true 0 small\n', stderr: '' })
    },
  )

  fault('row 31: a map of 1e6 items, each once', 6000, async () => {
    const ended = await faultChild(
      `${COUNTERS}
      const pool = new numpool.Pool(${size}, { engine: 'workers' })
      const n = 1e6
      const ran = counters(n)
      const out = await pool.map((i) => { ran[i]++; return i * 2 }, Array.from({ length: n }, (_, i) => i))
      console.log(once(ran), out.length === n && out.every((value, i) => value === i * 2))
      let next = 0, right = true
      const again = counters(1e5)
      for await (const value of pool.imap((i) => { again[i]++; return i }, numpool.range(1e5), { chunkSize: 1000 })) right &&= value === next++
      console.log(once(again), right, next)
      await pool.terminate()`,
      { expected: 6000 },
    )
    expect(ended).toMatchObject({ code: 0, stdout: 'true true\ntrue true 100000\n', stderr: '' })
  })

  fault('row 31: 1e5 calls queued, then terminate(): each settles once', 6000, async () => {
    const ended = await faultChild(
      `${COUNTERS}
      const pool = new numpool.Pool(${size}, { engine: 'workers' })
      const n = 1e5
      const ran = counters(n), settled = new Uint8Array(n), codes = new Set()
      const task = (i) => { ran[i]++; for (const end = performance.now() + 0.1; performance.now() < end;); return i }
      let done = 0
      for (let i = 0; i < n; i++) {
        const settle = () => { settled[i]++ }
        pool.applyAsync(task, [i]).then((value) => { settle(); done++; if (value !== i) codes.add('wrong') },
          (error) => { settle(); codes.add(error.code) })
      }
      while (done < 100) await sleep(1)
      await pool.terminate()
      await sleep(20)
      console.log(once(settled), done < n, [...codes].join(), ran.every((count) => count <= 1))`,
      { expected: 6000 },
    )
    expect(ended).toMatchObject({
      code: 0,
      stdout: 'true true ERR_NUMPOOL_POOL_TERMINATED true\n',
      stderr: '',
    })
  })
})

describe('2 workers', () => {
  fault(
    'row 34: one long task and many short ones: the other worker does the short ones',
    6000,
    async () => {
      const ended = await faultChild(
        `const pool = new numpool.Pool(2, { engine: 'workers' })
      await pool.warmup()
      const done = new Int32Array(new SharedArrayBuffer(4))
      // The long one goes on until most others have run; by the clock it would end before them on a machine that is busy.
      const work = (ms) => {
        const end = performance.now() + ms
        if (ms === 1) { while (performance.now() < end); Atomics.add(done, 0, 1) }
        else while (Atomics.load(done, 0) < 450 && performance.now() < end);
        return process.getBuiltinModule('node:worker_threads').threadId
      }
      for (const way of ['calls', 'map']) {
        Atomics.store(done, 0, 0)
        const items = [15_000, ...Array(600).fill(1)]
        const ids = way === 'map' ? await pool.map(work, items, { chunkSize: 1 }) : await Promise.all(items.map((ms) => pool.applyAsync(work, [ms])))
        // Next to nothing waits behind the long one.
        const behind = ids.slice(1).filter((id) => id === ids[0]).length
        console.log(new Set(ids).size, behind < 200 ? 'few' : behind)
      }
      await pool.terminate()`,
        { expected: 6000 },
      )
      expect(ended).toMatchObject({ code: 0, stdout: '2 few\n2 few\n', stderr: '' })
    },
  )

  fault('row 34: a short call has its turn while a long map goes on', 6000, async () => {
    const ended = await faultChild(
      `const pool = new numpool.Pool(2, { engine: 'workers' })
      await pool.warmup()
      const work = (ms) => { const end = performance.now() + ms; while (performance.now() < end); return ms }
      let over = false
      const long = pool.map(work, Array(1500).fill(1), { chunkSize: 5 }).then(() => { over = true })
      await sleep(30)
      const turns = []
      for (let i = 0; i < 5; i++) { await pool.applyAsync(work, [1]); turns.push(over) }
      const { value } = await pool.imap(work, [2, 2]).next()
      console.log(turns.join(), value, over)
      await long
      await pool.terminate()`,
      { expected: 6000 },
    )
    expect(ended).toMatchObject({
      code: 0,
      stdout: 'false,false,false,false,false 2 false\n',
      stderr: '',
    })
  })
})
