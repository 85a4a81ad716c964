/**
 * How many CPUs this process may really use: what a pool's size is when nobody says one.
 */
import { readFileSync } from 'node:fs'
import { workerThreads } from './platform/threads'

/** Environment data under which a worker of a pool finds its share, whichever copy of the package it loads. */
const CORE_SHARE = 'numpool.coreShare'

let counted: number | undefined

/**
 * The number of CPUs to use: `NUMPOOL_THREADS`, or the least of the affinity mask and the cgroup's quota; in a worker
 * its share. At least 1. Read once.
 */
export function cpuCount(): number {
  counted ??= count()
  return counted
}

/** What each of so many workers may count on. */
export function coreShareOf(workers: number): number {
  return Math.max(1, Math.floor(cpuCount() / workers))
}

/** Says in a worker of a pool what it may count on, before anybody asks. */
export function setCoreShare(share: number): void {
  workerThreads().setEnvironmentData(CORE_SHARE, share)
}

function count(): number {
  const share: unknown = workerThreads().getEnvironmentData(CORE_SHARE)
  if (typeof share === 'number' && share >= 1) return Math.floor(share)
  // availableParallelism knows the affinity mask; of cgroups only the newest Nodes do.
  const asked = askedFor(process.env.NUMPOOL_THREADS)
  if (asked !== undefined) return asked
  // Loaded only now: the import of the package needs no word of it.
  const { availableParallelism } = process.getBuiltinModule('node:os')
  return usable(availableParallelism(), cgroupQuota())
}

/** What `NUMPOOL_THREADS` says; undefined where it says nothing, or nothing that makes sense. */
export function askedFor(text = ''): number | undefined {
  const asked = text.trim()
  if (asked === '') return undefined
  if (/^[1-9]\d{0,5}$/.test(asked)) return Number(asked)
  process.emitWarning(
    `NUMPOOL_THREADS must be a whole number of at least 1; got ${JSON.stringify(text)}, which is ignored`,
    { type: 'NumpoolWarning', code: 'NUMPOOL_THREADS' },
  )
  return undefined
}

/** The CPUs of the affinity mask, as far as the quota lets them all run; a part of one is one. */
export function usable(affinity: number, quota: number): number {
  return Math.max(1, Math.min(affinity, Math.ceil(quota)))
}

/** CPUs that the control groups of this process allow, a fraction possibly; Infinity without a limit. */
export function cgroupQuota(read: (path: string) => string = readText): number {
  let quota = Number.POSITIVE_INFINITY
  try {
    for (const line of read('/proc/self/cgroup').split('\n')) {
      const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
      if (controllers === undefined || path === undefined) continue
      const isV2 = controllers === ''
      if (!isV2 && !controllers.split(',').includes('cpu')) continue
      // The kernel may name the controllers in another order than the folder does; `cpu` is a link to it.
      const roots = isV2 ? [''] : [`/${controllers}`, '/cpu']
      // A limit of any group above holds too. Inside a container the path may be the host's: the root is looked at last.
      for (const root of roots)
        for (const folder of upwards(path))
          quota = Math.min(
            quota,
            (isV2 ? quotaV2 : quotaV1)(`/sys/fs/cgroup${root}${folder}`, read),
          )
    }
  } catch {
    // No /proc: not Linux, or hidden.
  }
  return quota
}

/** `/a/b` → `/a/b`, `/a`, and the root as an empty string. */
function* upwards(path: string): Generator<string> {
  for (let at = path.replace(/\/+$/, ''); at !== ''; at = at.slice(0, at.lastIndexOf('/'))) yield at
  yield ''
}

/** `cpu.max`: `max 100000` or `150000 100000`, microseconds per period. */
function quotaV2(folder: string, read: (path: string) => string): number {
  const [quota, period] = readOr(read, `${folder}/cpu.max`, 'max').trim().split(' ')
  return quota === 'max' ? Number.POSITIVE_INFINITY : ratio(quota, period ?? '100000')
}

/** `cpu.cfs_quota_us`: microseconds per `cpu.cfs_period_us`, -1 for no limit. */
function quotaV1(folder: string, read: (path: string) => string): number {
  const quota = readOr(read, `${folder}/cpu.cfs_quota_us`, '-1').trim()
  return quota.startsWith('-')
    ? Number.POSITIVE_INFINITY
    : ratio(quota, readOr(read, `${folder}/cpu.cfs_period_us`, '100000'))
}

function ratio(quota: string | undefined, period: string): number {
  const cpus = Number(quota) / Number(period)
  return cpus > 0 ? cpus : Number.POSITIVE_INFINITY
}

function readOr(read: (path: string) => string, path: string, otherwise: string): string {
  try {
    return read(path)
  } catch {
    return otherwise
  }
}

function readText(path: string): string {
  return readFileSync(path, 'utf8')
}
