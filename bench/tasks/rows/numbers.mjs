// Arrays of numbers through a function that only JavaScript can run.
import { sharedEmpty } from '../../../index.mjs'
import { samples } from '../../lib/workloads.mjs'
import { startByHand } from '../by-hand.mjs'
import { digits } from '../functions.mjs'
import { THREADS } from '../pools.mjs'
import { expect } from './check.mjs'

const HAND_WRITTEN = `${THREADS} threads on shared memory, written by hand`

function make(pool, peers) {
  const input = sharedEmpty(1e6)
  input.set(samples(1e6))
  const output = sharedEmpty(1e6)
  const byHand = sharedEmpty(1e6)
  const hand = startByHand(input, byHand, THREADS)
  // A few places: a walk over all would weigh as much as a contender.
  const check = (name, result) => {
    for (const i of [0, 123_456, 500_000, 999_999]) expect(name, result[i], digits(input[i]))
    result[0] = result[500_000] = 0
  }
  const privately = Float64Array.from(input)
  return {
    per: 1,
    collect: true,
    close: () => hand.close(),
    contenders: [
      {
        name: 'numpool',
        run: async () => check('shared', await pool.map(digits, input, { out: output })),
      },
      {
        name: 'numpool, private array',
        run: async () => check('private', await pool.map(digits, privately)),
      },
      {
        name: HAND_WRITTEN,
        async run() {
          await hand.run()
          check(HAND_WRITTEN, byHand)
        },
      },
      ...peers.map(({ name, call }) => ({
        name: `${name}, clones`,
        async run() {
          const half = privately.length / THREADS
          const pieces = await Promise.all(
            Array.from({ length: THREADS }, (_, i) =>
              call('digitsOf', privately.slice(i * half, (i + 1) * half)),
            ),
          )
          const result = new Float64Array(privately.length)
          for (const [i, piece] of pieces.entries()) result.set(piece, i * half)
          check(name, result)
        },
      })),
    ],
    floors: [
      { over: [HAND_WRITTEN], target: 0.9, note: 'within 10 %' },
      { over: peers.map(({ name }) => `${name}, clones`), target: 5 },
    ],
  }
}

export const notNative = {
  title: 'Float64Array of 1e6 through a function that is not native',
  processes: 6,
  rounds: 10,
  peers: (name) => name.startsWith('piscina'),
  make,
}
