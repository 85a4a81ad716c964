/** How many CPUs count: control groups of both versions, and what the environment says. */
import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { askedFor, cgroupQuota, cpuCount, usable } from '../src/cpu-count'
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
    [
      // A kernel that says `cpuacct,cpu` where the folder is `cpu,cpuacct`.
      'v1, controllers in another order',
      {
        '/proc/self/cgroup': '4:cpuacct,cpu:/\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '250000\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      2.5,
    ],
    [
      'both versions: the least',
      {
        '/proc/self/cgroup': '1:cpu:/a\n0::/b\n',
        '/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us': '400000\n',
        '/sys/fs/cgroup/b/cpu.max': '300000 100000\n',
      },
      3,
    ],
    [
      'v1 without a period, which is 100 ms then',
      { '/proc/self/cgroup': '4:cpu:/\n', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '150000\n' },
      1.5,
    ],
    [
      'a period of nothing',
      { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '100000 0\n' },
      Infinity,
    ],
    ['no control groups', {}, Infinity],
    ['lines of nonsense', { '/proc/self/cgroup': 'x\n\n::\n' }, Infinity],
    ['nonsense', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'abc\n' }, Infinity],
  ])('%s', (_, entries, quota) => {
    expect(cgroupQuota(files(entries as Record<string, string>))).toBe(quota)
  })
})

test.each([
  [8, Infinity, 8],
  [8, 1.5, 2],
  [8, 0.2, 1],
  [2, 6, 2],
  [1, Infinity, 1],
])('%d CPUs by affinity and a quota of %d make %d', (affinity, quota, cpus) => {
  expect(usable(affinity, quota)).toBe(cpus)
})

describe('NUMPOOL_THREADS', () => {
  afterEach(() => vi.restoreAllMocks())

  test.each([
    ['1', 1],
    ['64', 64],
    [' 4\n', 4],
    ['', undefined],
    [' ', undefined],
    [undefined, undefined],
  ])('%j is %j', (text, threads) => {
    const warned = vi.spyOn(process, 'emitWarning')
    expect(askedFor(text)).toBe(threads)
    expect(warned).not.toHaveBeenCalled()
  })

  test.each(['0', '-2', '1.5', '1e3', '0x10', 'many', '4 threads', '99999999', 'Infinity', 'NaN'])(
    '%j is told of and ignored',
    (text) => {
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
      expect(askedFor(text)).toBeUndefined()
      expect(warned).toHaveBeenCalledExactlyOnceWith(
        expect.stringContaining(`got ${JSON.stringify(text)}, which is ignored`),
        { type: 'NumpoolWarning', code: 'NUMPOOL_THREADS' },
      )
    },
  )
})

test('counts at least one, and no more than there are', () => {
  expect(cpuCount()).toBeGreaterThanOrEqual(1)
  if (process.env.NUMPOOL_THREADS === undefined)
    expect(cpuCount()).toBeLessThanOrEqual(availableParallelism())
})

describe('in a process', () => {
  test('the affinity mask counts', async () => {
    const program = 'console.log(new numpool.Pool().processes)'
    // One CPU of those this process may use; where nothing sets affinities, as many as there are.
    const pinned = spawnSync(
      'taskset',
      [
        '-c',
        '0',
        process.execPath,
        '-e',
        `
      const numpool = require(${JSON.stringify(process.cwd())}); ${program}`,
      ],
      {
        encoding: 'utf8',
        env: { ...process.env, NUMPOOL_THREADS: '' },
      },
    )
    const expected = pinned.error === undefined ? '1\n' : `${availableParallelism()}\n`
    const seen = pinned.error === undefined ? pinned.stdout : (await runChild(program)).stdout
    expect(seen).toBe(expected)
  })

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

test('pools in pools, three deep, share one budget', async () => {
  const { stdout, stderr } = await runChild(`
    process.env.NUMPOOL_THREADS = '8'
    const path = require.resolve(process.cwd())
    const deeper = async (path, depth) => {
      const { Pool } = require(path)
      const own = new Pool()
      const { processes } = own
      // Each level divides what it has by the size of its pool.
      const below = depth === 0 ? [] : await new Pool(2).apply(deeper, [path, depth - 1])
      return [processes, ...below]
    }
    console.log(JSON.stringify(await deeper(path, 3)))
    process.exit()`)
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual([8, 4, 2, 1])
})
