// The rows: what is asked of each contender, how often, and which ratio must hold. A row's contenders run interleaved; each checks
// its own result in every run, so that nothing is timed that is not right.
import { availableParallelism } from 'node:os'
import { sharedEmpty } from '../../index.mjs'
import { samples } from '../lib/workloads.mjs'
import { startByHand } from './by-hand.mjs'
import { digits, double, scoreOf, shift, shout, spin } from './functions.mjs'
import { THREADS } from './pools.mjs'
import { offset } from './settings.mjs'

const BURST = 10_000
const TEXTS = Array.from({ length: 1e5 }, (_, i) => `line ${i}`)
const SHOUTED = TEXTS.reduce((sum, text) => sum + text.length + 1, 0)

function expect(what, got, wanted) {
  if (got !== wanted) throw new Error(`${what}: ${got} instead of ${wanted}`)
}

const sum = (values) => values.reduce((total, value) => total + value, 0)
const lengths = (texts) => texts.reduce((total, text) => total + text.length, 0)

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
  return (pool, peers) => ({
    title: `burst of 10,000: ${title}`,
    per: BURST,
    rounds: 7,
    contenders: [
      burst('numpool', wanted, (i) => ours(pool, i)),
      ...peers.map((peer) => burst(peer.name, wanted, (i) => theirs(peer, i))),
    ],
    floors: [{ over: peers.map(({ name }) => name), target }],
  })
}

const triangle = (BURST * (BURST - 1)) / 2
const person = (i) => ({
  id: i,
  name: 'Ada Lovelace of London',
  score: i,
  tags: ['mathematics', 'engine'],
  city: 'London',
})

const bursts = [
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

/** One task at a time. */
function roundTrip(pool, peers) {
  return {
    title: 'one task at a time, round trip',
    per: 200,
    rounds: 15,
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
  }
}

const byItem = (name) => `${name}, a task an item`
const byHand = (name) => `${name}, chunks cut by hand`

function strings(pool, peers) {
  const cut = (parts) =>
    Array.from({ length: parts }, (_, i) =>
      TEXTS.slice((i * TEXTS.length) / parts, ((i + 1) * TEXTS.length) / parts),
    )
  return {
    title: 'map of a string function over 1e5 items',
    per: 1,
    collect: true,
    rounds: 3,
    contenders: [
      {
        name: 'numpool',
        run: async () => expect('numpool', lengths(await pool.map(shout, TEXTS)), SHOUTED),
      },
      ...peers.flatMap(({ name, call }) => [
        {
          name: byItem(name),
          slow: true,
          run: async () =>
            expect(
              name,
              lengths(await Promise.all(TEXTS.map((text) => call('shout', text)))),
              SHOUTED,
            ),
        },
        {
          name: byHand(name),
          run: async () =>
            expect(
              name,
              lengths(
                (
                  await Promise.all(cut(4 * THREADS).map((texts) => call('shoutAll', texts)))
                ).flat(),
              ),
              SHOUTED,
            ),
        },
      ]),
    ],
    floors: [
      { over: peers.map(({ name }) => byItem(name)), target: 20 },
      { over: peers.map(({ name }) => byHand(name)), target: 1 },
    ],
  }
}

/** How many steps of `spin` take so many microseconds here. */
function stepsFor(us) {
  for (let i = 0; i < 200; i++) spin(50)
  const times = Array.from({ length: 50 }, () => {
    const start = performance.now()
    spin(200)
    return (performance.now() - start) * 1000
  }).sort((a, b) => a - b)
  return Math.max(1, Math.round((us * 200) / times[25]))
}

const ALONE = 'one thread'

function fifty(pool) {
  const steps = new Array(2000).fill(stepsFor(50))
  const wanted = spin(steps[0]) * 2000
  return {
    title: '2,000 tasks of 50 µs',
    per: 1,
    rounds: 9,
    contenders: [
      { name: 'numpool', run: async () => expect('map', sum(await pool.map(spin, steps)), wanted) },
      {
        name: 'numpool, applyAsync',
        run: async () =>
          expect(
            'applyAsync',
            sum(await Promise.all(steps.map((n) => pool.applyAsync(spin, [n])))),
            wanted,
          ),
      },
      { name: ALONE, run: async () => expect(ALONE, sum(steps.map(spin)), wanted) },
    ],
    floors: [
      { over: [ALONE], target: 1.8 },
      { ours: 'numpool, applyAsync', over: [ALONE], target: 1.8 },
    ],
  }
}

/** One long task among short ones. The ideal is the work of one thread divided by the threads. */
function skew(pool) {
  const short = stepsFor(200)
  const steps = new Array(2001).fill(short)
  steps[700] = short * 1000
  const wanted = spin(short) * 2000 + spin(short * 1000)
  const target = 0.9 * availableParallelism()
  return {
    title: 'skew: one task of 200 ms among 2,000 of 0.2 ms',
    per: 1,
    rounds: 5,
    contenders: [
      { name: 'numpool', run: async () => expect('map', sum(await pool.map(spin, steps)), wanted) },
      {
        name: 'numpool, applyAsync',
        run: async () =>
          expect(
            'applyAsync',
            sum(await Promise.all(steps.map((n) => pool.applyAsync(spin, [n])))),
            wanted,
          ),
      },
      { name: ALONE, run: async () => expect(ALONE, sum(steps.map(spin)), wanted) },
    ],
    floors: [
      { over: [ALONE], target, note: '90 % of the ideal' },
      { ours: 'numpool, applyAsync', over: [ALONE], target, note: '90 % of the ideal' },
    ],
  }
}

const HAND_WRITTEN = `${THREADS} threads on shared memory, written by hand`

function notNative(pool, peers) {
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
  const clones = peers.filter(({ name }) => name.startsWith('piscina'))
  const privately = Float64Array.from(input)
  return {
    title: 'Float64Array of 1e6 through a function that is not native',
    per: 1,
    collect: true,
    rounds: 9,
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
      ...clones.map(({ name, call }) => ({
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
      { over: clones.map(({ name }) => `${name}, clones`), target: 5 },
    ],
  }
}

/** Every row; each gets the pool and the peers. */
export const ROWS = [...bursts, roundTrip, strings, fifty, skew, notNative]
