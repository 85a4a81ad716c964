/** How many threads work on a native call: as many as the pool has processes, at most. */
import { expect, test } from 'vitest'
import { runChild } from './support/child'

/** Prints how many of the process's own threads have worked on a call, for each size of pool. */
const program = (call: string, sizes: readonly number[]): string => `
  const fs = require('node:fs')
  const input = new Float64Array(1e6).fill(0.3)
  const heavy = (x) => { for (let i = 0; i < 5000; i++) x = 3.7 * x * (1 - x); return x }
  // Nanoseconds on a CPU, by thread.
  const spent = () => {
    const ids = fs.readdirSync('/proc/self/task')
    const read = (id, name) => fs.readFileSync('/proc/self/task/' + id + '/' + name, 'utf8')
    const own = ids.filter((id) => read(id, 'comm').startsWith('numpool-') || Number(id) === process.pid)
    return new Map(own.map((id) => [id, Number(read(id, 'schedstat').split(' ')[0])]))
  }
  const sizes = []
  for (const size of ${JSON.stringify(sizes)}) {
    const pool = new numpool.Pool(size, { engine: 'native' })
    // Made ready.
    pool.mapSync(heavy, input.subarray(0, 100))
    const before = spent()
    ${call}
    const took = [...spent()].map(([id, ns]) => ns - (before.get(id) ?? 0))
    const all = took.reduce((sum, ns) => sum + ns, 0)
    sizes.push(took.filter((ns) => ns > all / 20).length)
    await pool.terminate()
  }
  console.log(sizes.join(' '))`

// All pools of a process share its native threads; pools of one process used to take all of them.
test.runIf(process.platform === 'linux').each([
  ['mapSync', 'pool.mapSync(heavy, input)'],
  ['map', 'await pool.map(heavy, input)'],
])('%s runs on as many threads as the pool has processes', async (_, call) => {
  const env = { NUMPOOL_THREADS: '4' }
  const { stdout } = await runChild(program(call, [1, 2, 1]), { env, limit: 120_000 })
  expect(stdout).toBe('1 2 1\n')
})

test('a pool of one process needs no thread but the one that waits', async () => {
  const ended = await runChild(`
    const pool = new numpool.Pool(1, { engine: 'native' })
    const used = process.cpuUsage()
    const out = pool.mapSync((x) => Math.sqrt(x) * 2 + 1, new Float64Array(1e6).fill(4))
    console.log(out.length, out[999_999], process.cpuUsage(used).user > 0)`)
  expect(ended).toMatchObject({ code: 0, stdout: '1000000 5 true\n' })
})
