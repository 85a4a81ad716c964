/**
 * The columns of the fault matrix: pools of one, two and eight workers, and the ways to call them; and what must hold
 * after each fault.
 */
import { readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import { type ImapIterator, Pool, type PoolOptions } from '../../../src/index'

export { sleep }

export const METHODS = ['applyAsync', 'map', 'imap', 'imapUnordered'] as const
export type Way = (typeof METHODS)[number]

export const SIZES = [1, 2, 8] as const

/** Every size with every method. */
export const MATRIX: readonly (readonly [size: number, way: Way])[] = SIZES.flatMap((size) =>
  METHODS.map((way) => [size, way] as const),
)

/** Whether the counts of the matrix are to be run in full, which takes minutes. */
export const LONG: boolean = process.env.NUMPOOL_LONG === '1'

// biome-ignore lint/suspicious/noExplicitAny: faults come as functions of every shape
export type Task = (item: any) => unknown

/** What came of some items. */
export interface Outcome {
  /** Results by index; without gaps and unordered for `imapUnordered`, empty for a `map` that failed. */
  readonly values: readonly unknown[]
  readonly errors: readonly { readonly index: number | undefined; readonly error: unknown }[]
}

export interface CallOptions {
  readonly signal?: AbortSignal
  readonly timeout?: number
  readonly chunkSize?: number
  readonly idempotent?: boolean
}

/** Runs `fn` over items in one of the ways, and waits for all that comes of it. */
export async function runAll(
  pool: Pool,
  way: Way,
  fn: Task,
  items: readonly unknown[],
  { chunkSize = 1, ...options }: CallOptions = {},
): Promise<Outcome> {
  const values: unknown[] = []
  const errors: { index: number | undefined; error: unknown }[] = []
  const fail = (error: unknown, index = (error as { index?: number } | null)?.index): void => {
    errors.push({ index, error })
  }
  if (way === 'applyAsync') {
    const calls = items.map((item) => pool.applyAsync(fn, [item], options))
    for (const [i, call] of calls.entries())
      await call.then(
        (value) => {
          values[i] = value
        },
        (error: unknown) => fail(error, i),
      )
  } else if (way === 'map') {
    try {
      values.push(...((await pool.map(fn, items, { chunkSize, ...options })) as unknown[]))
    } catch (error) {
      fail(error)
    }
  } else {
    const results = pool[way](fn, items, { chunkSize, ...options }) as ImapIterator<unknown>
    for (let i = 0; ; i++) {
      try {
        const { done, value } = await results.next()
        if (done === true) break
        if (way === 'imap') values[i] = value
        else values.push(value)
      } catch (error) {
        fail(error)
      }
    }
  }
  return { values, errors }
}

/** That exactly the item `bad` failed, with `error`; where the method tells of the others, that they are `good(item)`. */
export function expectOnly(
  way: Way,
  { values, errors }: Outcome,
  bad: number,
  error: unknown,
  good: readonly unknown[],
): void {
  expect(errors).toEqual([{ index: bad, error }])
  const others = good.filter((_, i) => i !== bad)
  if (way === 'imapUnordered') expect([...values].sort()).toEqual([...others].sort())
  else if (way !== 'map') expect(values.filter((_, i) => i !== bad)).toEqual(others)
}

/** A pool on workers, and what the process was like before it. */
export async function withPool(
  size: number,
  run: (pool: Pool) => Promise<void>,
  options: PoolOptions = {},
): Promise<void> {
  const before = footprint()
  const pool = new Pool(size, { engine: 'workers', ...options })
  try {
    await run(pool)
    await expectAnswers(pool)
  } finally {
    await pool.terminate()
  }
  await expectNoMoreThan(before)
}

/** A pool that works: the last thing that is asked of it. */
export async function expectAnswers(pool: Pool): Promise<void> {
  expect(await pool.map((x: number) => x + 1, [1, 2, 3], { engine: 'workers' })).toEqual([2, 3, 4])
  expect(await pool.apply((x: number) => x, [7], { engine: 'workers' })).toBe(7)
}

export interface Footprint {
  readonly threads: number
  readonly resources: Readonly<Record<string, number>>
}

/** Threads of this process (Linux), and what keeps its event loop busy. */
export function footprint(): Footprint {
  const resources: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1
  return { threads: threads(), resources }
}

function threads(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/task').length : 0
}

/** That nothing is left which was not there before. Threads may take a moment to go. */
export async function expectNoMoreThan(before: Footprint): Promise<void> {
  const more = (): Record<string, number> => {
    const now = footprint()
    const left: Record<string, number> = {}
    // The engine of numbers, and Node's own pool, keep the threads they have made.
    if (now.threads > before.threads + own) left.threads = now.threads - before.threads
    for (const [name, count] of Object.entries(now.resources))
      if (count > (before.resources[name] ?? 0)) left[name] = count - (before.resources[name] ?? 0)
    return left
  }
  const own = lasting()
  for (let waited = 0; waited < 200 && Object.keys(more()).length > 0; waited++) await sleep(25)
  expect(more()).toEqual({})
}

let counted = false

/** Threads that come with the first use of the process and stay: libuv's four. */
function lasting(): number {
  if (counted) return 0
  counted = true
  return 4
}
