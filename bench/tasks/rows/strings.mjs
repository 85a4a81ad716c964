// A map over many strings: a task for each, and in chunks that a person has cut.
import { shout } from '../functions.mjs'
import { THREADS } from '../pools.mjs'
import { expect } from './check.mjs'

const TEXTS = Array.from({ length: 1e5 }, (_, i) => `line ${i}`)
const SHOUTED = TEXTS.reduce((sum, text) => sum + text.length + 1, 0)
const lengths = (texts) => texts.reduce((total, text) => total + text.length, 0)

// numpool's map beside what the peers make of their `call`: `way` gives the texts, shouted.
const beside = (target, way, how) => (pool, peers) => ({
  per: 1,
  collect: true,
  contenders: [
    {
      name: 'numpool',
      run: async () => expect('numpool', lengths(await pool.map(shout, TEXTS)), SHOUTED),
    },
    ...peers.map(({ name, call }) => ({
      name,
      ...how,
      run: async () => expect(name, lengths(await way(call)), SHOUTED),
    })),
  ],
  floors: [{ over: peers.map(({ name }) => name), target }],
})

export const byItem = {
  title: 'map of a string function over 1e5 items, a task an item',
  processes: 3,
  rounds: 1,
  // A round takes seconds: it warms up on the way.
  make: beside(20, (call) => Promise.all(TEXTS.map((text) => call('shout', text))), { slow: true }),
}

function cut(parts) {
  const at = (part) => (part * TEXTS.length) / parts
  return Array.from({ length: parts }, (_, i) => TEXTS.slice(at(i), at(i + 1)))
}

async function inChunks(call) {
  const calls = cut(4 * THREADS).map((texts) => call('shoutAll', texts))
  return (await Promise.all(calls)).flat()
}

export const byHand = {
  title: 'map of a string function over 1e5 items, chunks of the peers cut by hand',
  processes: 6,
  rounds: 8,
  make: beside(1, inChunks),
}
