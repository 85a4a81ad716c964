/**
 * The one hint of a report: of everything that could be better, what would save most.
 */
import type { SlowItem } from './slowest'
import type { PhaseTimes, PoolStats } from './stats'
import { bytesText, itemText, msText, percentText } from './text'
import { type Hint, TRUNCATED } from './truncated'

/** What a hint is made from. */
export interface HintFacts {
  readonly stats: PoolStats
  readonly shares: PhaseTimes
  readonly slowest: readonly SlowItem[]
  readonly truncated: boolean
}

/** Below this sum there is nothing to save, and shares are noise. */
const LEAST_MS = 20

/** From so large a part on, something is worth a word. */
const WORTH = 0.3

/** A task ought to run at least so long: what goes around it takes some 10 µs. */
const TASK_MS = 0.1

/** The hint; undefined when all is well, or little was done. */
export function hintFor(facts: HintFacts): Hint | undefined {
  // Wrong results come before slow ones.
  if (facts.truncated) return TRUNCATED
  const { times } = facts.stats
  const sum = times.start + times.queue + times.copy + times.run + times.merge
  if (sum < LEAST_MS) return undefined
  const found = [slowItem(facts), smallTasks(facts), copy(facts), start(facts), queue(facts)]
  let best: Candidate | undefined
  for (const candidate of found)
    if (candidate !== undefined && candidate.worth >= WORTH && candidate.worth > (best?.worth ?? 0))
      best = candidate
  return best?.hint
}

interface Candidate {
  /** The part of all time that it is about. */
  readonly worth: number
  readonly hint: Hint
}

/** The others were done long before it. */
function slowItem({ stats, shares, slowest }: HintFacts): Candidate | undefined {
  const [first] = slowest
  const { run } = stats.times
  if (first === undefined || stats.items.done + stats.items.failed < 2) return undefined
  const part = Math.min(first.ms / run, 1)
  if (part < 0.5) return undefined
  return {
    worth: shares.run * part,
    hint: {
      code: 'one-slow-item',
      message: `${itemText(first)} took ${msText(first.ms)}, ${percentText(part)} of all running time, while other workers had nothing left: cut it into smaller items, or put it first`,
    },
  }
}

/** More time around the tasks than in them. */
function smallTasks({ stats, shares }: HintFacts): Candidate | undefined {
  const { engines, tasks } = stats
  const { items, ms } = engines.workers
  if (tasks < 2 || items === 0 || ms / tasks >= TASK_MS) return undefined
  const perItem = ms / items
  const size = Math.max(2, Math.ceil((10 * TASK_MS) / Math.max(perItem, 1e-6)))
  const each = items / tasks
  // Large chunks that are over at once have little to do: only copying remains.
  if (each >= size) return undefined
  const sent = each < 1.5 ? 'one at a time' : `${Math.round(each)} at a time`
  return {
    worth: shares.queue + shares.copy + shares.merge,
    hint: {
      code: 'small-tasks',
      message: `items take ${msText(perItem)} each and go to the workers ${sent}: use \`map\` with a larger \`chunkSize\` (about ${round(size)})`,
    },
  }
}

function copy({ stats, shares }: HintFacts): Candidate {
  const { bytes } = stats
  return {
    worth: shares.copy,
    hint: {
      code: 'copy',
      message: `${percentText(shares.copy)} of the time went into copying (${bytesText(bytes.copied)}): use typed arrays in shared memory (\`sharedCopy\`, \`sharedEmpty\`), \`share()\` for what every task needs, \`move()\` for what the caller needs no more`,
    },
  }
}

function start({ stats, shares }: HintFacts): Candidate | undefined {
  if (stats.workers.started === 0) return undefined
  return {
    worth: shares.start,
    hint: {
      code: 'start',
      message: `${percentText(shares.start)} of the time went into starting: keep one pool for many calls, or call \`warmup()\` before the work comes`,
    },
  }
}

function queue({ stats, shares }: HintFacts): Candidate {
  return {
    worth: shares.queue,
    hint: {
      code: 'queue',
      message: `calls waited for a free worker for ${percentText(shares.queue)} of the time: if CPUs are idle meanwhile, use more \`processes\` than ${stats.workers.size}; for tasks that wait, a larger \`concurrency\``,
    },
  }
}

/** To one digit that counts: a proposal, not a measurement. */
function round(n: number): number {
  const power = 10 ** Math.floor(Math.log10(n))
  return Math.round(n / power) * power
}
