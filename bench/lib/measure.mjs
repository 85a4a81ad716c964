// Interleaved measurement: in every round each contender runs once, in an order that changes, so that a noisy
// neighbour or a clock change falls on all of them alike. Only ratios within one run mean anything.

/** A batch lasts at least this long, so that the clock's resolution does not show and a contender's own garbage does. */
const BATCH_MS = 5

const now = () => performance.now()

export function median(values) {
  const sorted = [...values].sort((x, y) => x - y)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Passes time without sleeping, which would have the CPU lower its clock. */
function spin(ms) {
  for (const until = now() + ms; now() < until; );
}

/** Milliseconds of one call, over a batch of `count`. */
async function batch(contender, count) {
  if (contender.timed) return contender.timed(count)
  const start = now()
  if (contender.sync) for (let i = 0; i < count; i++) contender.run()
  else for (let i = 0; i < count; i++) await contender.run()
  return (now() - start) / count
}

/** How many calls make a batch; warms the contender up on the way. */
async function calibrate(contender) {
  let count = 1
  if (contender.slow) return batch(contender, 1).then(() => count)
  // Enough calls for the optimising compiler, within reason for the slow ones.
  const until = now() + 150
  for (let i = 0; i < 3 || (now() < until && i < 2000); i++) await batch(contender, 1)
  if (contender.once) return count
  for (;;) {
    const each = await batch(contender, count)
    if (each * count >= BATCH_MS || count >= 1 << 16) return count
    count = Math.max(
      count * 2,
      Math.min(1 << 16, Math.ceil((BATCH_MS * 1.2) / Math.max(each, 1e-6))),
    )
  }
}

/** Fisher–Yates over a fixed sequence: the order differs by round and is the same in every run. */
export function shuffled(list, seed) {
  const result = [...list]
  let state = (seed + 1) * 2654435761
  for (let i = result.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    const j = (state >>> 0) % (i + 1)
    ;[result[i], result[j]] = [result[j], result[i]]
  }
  return result
}

/**
 * `collect` starts every contender from a collected heap: with arrays of megabytes, one would else pay for the garbage of
 * the one before. Not for small arrays: a forced collection also drops the code of functions that have not run since the
 * last few, which then weighs more.
 *
 * `settle` is for rows whose contenders use all CPUs: so many milliseconds pass before each turn. The threads of OpenMP, with which numba runs,
 * look for work for some milliseconds after a loop, those of the garbage collector sweep, and the next contender would share a CPU with them.
 *
 * A contender that is `once` makes one call a batch, a `slow` one is not warmed up either.
 *
 * @param {{ name: string, sync?: boolean, once?: boolean, slow?: boolean, run?: () => unknown,
 *   timed?: (count: number) => Promise<number> }[]} contenders
 * @param {{ rounds: number, collect?: boolean, settle?: number, seed?: number }} how - another `seed`, other orders
 * @returns {Promise<Map<string, number[]>>} milliseconds per call, one a round
 */
export async function measure(contenders, { rounds, collect = false, settle = 0, seed = 0 }) {
  const counts = new Map()
  for (const contender of contenders) counts.set(contender, await calibrate(contender))
  const times = new Map(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const contender of shuffled(contenders, seed + round)) {
      if (collect) globalThis.gc()
      if (settle > 0) spin(settle)
      // The first call finds the caches full of another's data and the threads asleep.
      if (!contender.slow) await batch(contender, 1)
      times.get(contender.name).push(await batch(contender, counts.get(contender)))
    }
  }
  return times
}
