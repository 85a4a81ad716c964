/** How many CPUs count: control groups of both versions, and what the environment says. */
import { availableParallelism } from 'node:os'
import { describe, expect, test } from 'vitest'
import { cgroupQuota, cpuCount } from '../src/cpu-count'
import { runChild } from './support/child'

const files = (entries: Record<string, string>) => (path: string) => {
  const text = entries[path]
  if (text === undefined) throw new Error('ENOENT')
  return text
}

describe('the quota of control groups', () => {
  test.each([
    [
      'no limit',
      { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' },
      Infinity,
    ],
    ['v2', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '150000 100000\n' }, 1.5],
    [
      'v2, a group above',
      {
        '/proc/self/cgroup': '0::/a/b\n',
        '/sys/fs/cgroup/a/b/cpu.max': 'max 100000\n',
        '/sys/fs/cgroup/a/cpu.max': '200000 100000\n',
      },
      2,
    ],
    [
      'v2, in a container whose path is the host’s',
      { '/proc/self/cgroup': '0::/docker/abc\n', '/sys/fs/cgroup/cpu.max': '50000 100000\n' },
      0.5,
    ],
    [
      'v1',
      {
        '/proc/self/cgroup': '5:memory:/x\n4:cpu,cpuacct:/x\n',
        '/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us': '300000\n',
        '/sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us': '100000\n',
      },
      3,
    ],
    [
      'v1 without a limit',
      { '/proc/self/cgroup': '4:cpu:/\n', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n' },
      Infinity,
    ],
    ['no control groups', {}, Infinity],
    ['nonsense', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'abc\n' }, Infinity],
  ])('%s', (_, entries, quota) => {
    expect(cgroupQuota(files(entries as Record<string, string>))).toBe(quota)
  })
})

test('counts at least one, and no more than there are', () => {
  expect(cpuCount()).toBeGreaterThanOrEqual(1)
  if (process.env.NUMPOOL_THREADS === undefined)
    expect(cpuCount()).toBeLessThanOrEqual(availableParallelism())
})

describe('in a process', () => {
  test('NUMPOOL_THREADS decides, and is told when it cannot', async () => {
    const program = 'console.log(new numpool.Pool().processes, numpool.distribute(6).length)'
    const asked = await runChild(`process.env.NUMPOOL_THREADS = '3'; ${program}`)
    expect(asked.stdout).toBe('3 3\n')
    const wrong = await runChild(`process.env.NUMPOOL_THREADS = 'many'; ${program}`)
    expect(wrong.stderr).toContain(
      'NUMPOOL_THREADS must be a whole number of at least 1; got "many"',
    )
    expect(wrong.code).toBe(0)
  })
})

test('a worker counts its share of the CPUs, at least one', async () => {
  const program = (size: number): string => `
    process.env.NUMPOOL_THREADS = '6'
    const pool = new numpool.Pool(${size})
    const inside = (path) => new (require(path).Pool)().processes
    console.log(await pool.apply(inside, [require.resolve(process.cwd())]))`
  expect((await runChild(program(2))).stdout).toBe('3\n')
  expect((await runChild(program(20))).stdout).toBe('1\n')
})
