// Many single tasks at once, and one after the other.
import { double, scoreOf, shift } from '../functions.mjs'
import { offset } from '../settings.mjs'
import { expect, sum } from './check.mjs'

const BURST = 10_000

/** A contender that makes `BURST` calls in one turn and waits for all. */
function burst(name, wanted, call) {
  return {
    name,
    async run() {
      const results = new Array(BURST)
      for (let i = 0; i < BURST; i++) results[i] = call(i)
      expect(name, sum(await Promise.all(results)), wanted)
    },
  }
}

/** A burst row: numpool's form against the peers' nearest, a named function with the value as argument. */
function burstRow({ title, target, wanted, ours, theirs }) {
  return {
    title: `burst of 10,000: ${title}`,
    processes: 2,
    rounds: 3,
    make: (pool, peers) => ({
      per: BURST,
      contenders: [
        burst('numpool', wanted, (i) => ours(pool, i)),
        ...peers.map((peer) => burst(peer.name, wanted, (i) => theirs(peer, i))),
      ],
      floors: [{ over: peers.map(({ name }) => name), target }],
    }),
  }
}

const triangle = (BURST * (BURST - 1)) / 2
const person = (i) => ({
  id: i,
  name: 'Ada Lovelace of London',
  score: i,
  tags: ['mathematics', 'engine'],
  city: 'London',
})

export const bursts = [
  burstRow({
    title: 'one function, no captures',
    target: 6,
    wanted: 2 * triangle,
    ours: (pool, i) => pool.applyAsync((x) => x * 2, [i]),
    theirs: (peer, i) => peer.call('double', i),
  }),
  burstRow({
    title: 'one kept function, no captures',
    target: 6,
    wanted: 2 * triangle,
    ours: (pool, i) => pool.applyAsync(double, [i]),
    theirs: (peer, i) => peer.call('double', i),
  }),
  burstRow({
    title: 'one captured import',
    target: 6,
    wanted: triangle + BURST * offset,
    ours: (pool, i) => pool.applyAsync(shift, [i]),
    theirs: (peer, i) => peer.call('shift', i),
  }),
  burstRow({
    title: 'a fresh closure a call, over the loop variable',
    target: 2,
    wanted: 2 * triangle,
    ours: (pool, i) => pool.applyAsync(() => i * 2),
    theirs: (peer, i) => peer.call('double', i),
  }),
  burstRow({
    title: 'a 100-byte object as argument',
    target: 6,
    wanted: triangle + BURST * person(0).name.length,
    ours: (pool, i) => pool.applyAsync(scoreOf, [person(i)]),
    theirs: (peer, i) => peer.call('scoreOf', person(i)),
  }),
]

export const roundTrip = {
  title: 'one task at a time, round trip',
  processes: 6,
  rounds: 12,
  make: (pool, peers) => ({
    per: 200,
    contenders: [
      { name: 'numpool', call: (i) => pool.apply(double, [i]) },
      ...peers.map(({ name, call }) => ({ name, call: (i) => call('double', i) })),
    ].map(({ name, call }) => ({
      name,
      async run() {
        for (let i = 0; i < 200; i++) expect(name, await call(i), i * 2)
      },
    })),
    floors: [{ over: peers.map(({ name }) => name), target: 1.1 }],
  }),
}
