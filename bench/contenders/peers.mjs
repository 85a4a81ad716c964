// The worker pools beside us, each in its own best idiom on two kinds of data: slices of shared memory cut by hand,
// one for each worker, and plain arrays cloned to the workers and back.
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { FixedThreadPool } from 'poolifier'
import { Tinypool } from 'tinypool'
import workerpool from 'workerpool'

const THREADS = availableParallelism()
const file = (name) => fileURLToPath(new URL(`../workers/${name}.mjs`, import.meta.url))
const EXPORTS = new URL('../workers/by-export.mjs', import.meta.url).href

/** Each peer as one function that runs a named task in a worker, and one that ends it. */
const PEERS = {
  piscina() {
    const pool = new Piscina({ filename: EXPORTS, minThreads: THREADS, maxThreads: THREADS })
    return { call: (name, task) => pool.run(task, { name }), close: () => pool.destroy() }
  },
  tinypool() {
    const pool = new Tinypool({ filename: EXPORTS, minThreads: THREADS, maxThreads: THREADS })
    return { call: (name, task) => pool.run(task, { name }), close: () => pool.destroy() }
  },
  workerpool() {
    const pool = workerpool.pool(file('workerpool'), {
      workerType: 'thread',
      minWorkers: 'max',
      maxWorkers: THREADS,
    })
    return { call: (name, task) => pool.exec(name, [task]), close: () => pool.terminate() }
  },
  poolifier() {
    const pool = new FixedThreadPool(THREADS, file('poolifier'))
    return { call: (name, task) => pool.execute(task, name), close: () => pool.destroy() }
  },
}

/** `[lo, hi)` for each worker. */
function slices(n) {
  const cuts = Array.from({ length: THREADS + 1 }, (_, i) => Math.floor((n * i) / THREADS))
  return cuts.slice(1).map((hi, i) => [cuts[i], hi])
}

export function startPeers() {
  return Object.entries(PEERS).map(([name, start]) => ({ name, ...start() }))
}

/** The rows of all peers for one workload over one array. */
export function peerContenders(peers, { workload, input, shared, sharedOutput }) {
  const n = input.length
  return peers.flatMap(({ name, call }) => [
    {
      name: `${name}, shared memory cut by hand`,
      run: () =>
        Promise.all(
          slices(n).map(([lo, hi]) =>
            call('overShared', {
              workload,
              input: shared.buffer,
              output: sharedOutput.buffer,
              lo,
              hi,
            }),
          ),
        ),
      result: () => sharedOutput,
    },
    {
      name: `${name}, clones`,
      async run() {
        const pieces = await Promise.all(
          slices(n).map(([lo, hi]) => call('overClone', { workload, piece: input.slice(lo, hi) })),
        )
        const output = new Float64Array(n)
        for (const [i, [lo]] of slices(n).entries()) output.set(pieces[i], lo)
        this.last = output
      },
      result() {
        return this.last
      },
    },
  ])
}
