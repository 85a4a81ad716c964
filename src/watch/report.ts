/**
 * `pool.report()`: where a pool's time went, and what to do about it.
 */
import { inspect } from 'node:util'
import { hintFor } from './hint'
import type { SlowChunk, Slowest, SlowItem } from './slowest'
import { type PhaseTimes, type PoolStats, VERSION } from './stats'
import { bytesText, chunkText, countText, itemText, msText, percentText } from './text'
import type { Hint } from './truncated'

/** What `pool.report()` gives: JSON, and the same in words when it is printed. Of the pool's whole life so far. */
export interface PoolReport {
  /** 1; another number when fields go or change their meaning. */
  readonly version: 1
  readonly name: string
  /** Milliseconds, summed over threads. */
  readonly times: PhaseTimes
  /** The times as parts of their sum: together 1, or all 0 when there is nothing yet. */
  readonly shares: PhaseTimes
  readonly bytes: PoolStats['bytes']
  /** `shares.copy`. */
  readonly copyShare: number
  /** The slowest items, slowest first: of those that took 0.1 ms or more and were timed one by one. */
  readonly slowest: readonly SlowItem[]
  /** The slowest chunk; null when there was none. */
  readonly slowestChunk: SlowChunk | null
  /** The one thing that would help most; null when there is none. */
  readonly hint: Hint | null
  /** The same in words. */
  toString(): string
}

/** Makes the report. */
export function reportOf(stats: PoolStats, slow: Slowest, truncated: boolean): PoolReport {
  const { name, times, bytes } = stats
  const shares = sharesOf(times)
  const slowest = slow.items
  const slowestChunk = slow.slowestChunk ?? null
  const hint = hintFor({ stats, shares, slowest, truncated }) ?? null
  const facts = { name, times, shares, bytes, copyShare: shares.copy, slowest, slowestChunk, hint }
  const report = { version: VERSION, ...facts }
  // Methods stay out of JSON and out of comparisons.
  const print = (): string => words(report, stats)
  Object.defineProperty(report, 'toString', { value: print })
  Object.defineProperty(report, inspect.custom, { value: print })
  return report
}

/** In words, a slow item is one of at least so many milliseconds that took so many times as long as the rest. */
const WORTH_TELLING_MS = 1
const CLEARLY = 3

/** Milliseconds that an item took, those left out that took longest; 0 when there are no others. */
function typicalMs(
  { workers, inline }: PoolStats['engines'],
  slowest: readonly SlowItem[],
): number {
  const items = workers.items + inline.items - slowest.length
  const ms = slowest.reduce((left, item) => left - item.ms, workers.ms + inline.ms)
  return items <= 0 ? (slowest.at(-1)?.ms ?? 0) : Math.max(0, ms) / items
}

const PHASES = ['start', 'queue', 'copy', 'run', 'merge'] as const

function sharesOf(times: PhaseTimes): PhaseTimes {
  const sum = PHASES.reduce((total, phase) => total + times[phase], 0)
  const share = (phase: keyof PhaseTimes): number => (sum === 0 ? 0 : times[phase] / sum)
  return {
    start: share('start'),
    queue: share('queue'),
    copy: share('copy'),
    run: share('run'),
    merge: share('merge'),
  }
}

function words(
  report: Omit<PoolReport, 'toString'>,
  { calls, items, engines, workers }: PoolStats,
): string {
  const { times, shares, bytes, slowest, slowestChunk, hint } = report
  const lines = [
    `${report.name}: ${countText(calls.made, 'call')}, ${countText(items.done + items.failed, 'item')} finished` +
      ` (native ${engines.native.items}, workers ${engines.workers.items}, inline ${engines.inline.items})` +
      `, ${workers.alive} of ${countText(workers.size, 'worker')} alive`,
  ]
  for (const phase of PHASES) {
    const drawn = '#'.repeat(Math.round(shares[phase] * 30))
    const percent = percentText(shares[phase])
    lines.push(
      `  ${phase.padEnd(5)} ${msText(times[phase]).padStart(10)} ${percent.padStart(6)}  ${drawn}`.trimEnd(),
    )
  }
  lines.push(`  copied ${bytesText(bytes.copied)}, shared ${bytesText(bytes.shared)}`)
  const typical = typicalMs(engines, slowest)
  for (const item of slowest)
    if (item.ms >= WORTH_TELLING_MS && item.ms >= CLEARLY * typical)
      lines.push(`  slow: ${itemText(item)}, ${msText(item.ms)}`)
  if (slowestChunk !== null && slowestChunk.items > 1)
    lines.push(`  slowest chunk: ${chunkText(slowestChunk)}, ${msText(slowestChunk.ms)}`)
  if (hint !== null) lines.push(`  hint: ${hint.message}`)
  return lines.join('\n')
}
