/**
 * Calls one after the other have the pool's thread step aside to a CPU of its own. Where threads may run is the user's decision,
 * and stays what it was.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { Pool } from '../src/index'

/** The CPUs that the threads of this process may run on: different sets, each once. */
function allowed(): string[] {
  const sets = readdirSync('/proc/self/task').map((thread) => {
    const status = readFileSync(`/proc/self/task/${thread}/status`, 'utf8')
    return /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? 'unknown'
  })
  return [...new Set(sets)].sort()
}

describe.runIf(process.platform === 'linux')('where threads may run', () => {
  it('is what it was after thousands of calls, one after the other', async () => {
    const before = allowed()
    await using pool = new Pool(2, { engine: 'workers' })
    let sum = 0
    for (let i = 0; i < 3000; i++) sum += await pool.apply((x: number) => x * 2, [i])
    expect(sum).toBe(2999 * 3000)
    expect(allowed()).toEqual(before)
  }, 60_000)
})
