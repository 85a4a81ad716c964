// A map over many strings: a task for each, and in chunks that a person has cut.
import { shout } from '../functions.mjs'
import { THREADS } from '../pools.mjs'
import { expect } from './check.mjs'

const TEXTS = Array.from({ length: 1e5 }, (_, i) => `line ${i}`)
const SHOUTED = TEXTS.reduce((sum, text) => sum + text.length + 1, 0)
const lengths = (texts) => texts.reduce((total, text) => total + text.length, 0)

const numpool = (pool) => ({
  name: 'numpool',
  run: async () => expect('numpool', lengths(await pool.map(shout, TEXTS)), SHOUTED),
})

export const byItem = {
  title: 'map of a string function over 1e5 items, a task an item',
  processes: 3,
  rounds: 1,
  make: (pool, peers) => ({
    per: 1,
    collect: true,
    contenders: [
      numpool(pool),
      ...peers.map(({ name, call }) => ({
        name,
        // Seconds: it warms up on the way.
        slow: true,
        run: async () =>
          expect(
            name,
            lengths(await Promise.all(TEXTS.map((text) => call('shout', text)))),
            SHOUTED,
          ),
      })),
    ],
    floors: [{ over: peers.map(({ name }) => name), target: 20 }],
  }),
}

function cut(parts) {
  const at = (part) => (part * TEXTS.length) / parts
  return Array.from({ length: parts }, (_, i) => TEXTS.slice(at(i), at(i + 1)))
}

export const byHand = {
  title: 'map of a string function over 1e5 items, chunks of the peers cut by hand',
  processes: 6,
  rounds: 8,
  make: (pool, peers) => ({
    per: 1,
    collect: true,
    contenders: [
      numpool(pool),
      ...peers.map(({ name, call }) => ({
        name,
        async run() {
          const calls = cut(4 * THREADS).map((texts) => call('shoutAll', texts))
          expect(name, lengths((await Promise.all(calls)).flat()), SHOUTED)
        },
      })),
    ],
    floors: [{ over: peers.map(({ name }) => name), target: 1 }],
  }),
}
