// Tasks that compute: how well the CPUs are used.
import { availableParallelism } from 'node:os'
import { spin } from '../functions.mjs'
import { expect, sum } from './check.mjs'

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

/** `spin` over so many steps each: as a map, as single calls, and without a pool. */
function contenders(pool, steps, wanted) {
  return [
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
  ]
}

const floors = (target, note) => [
  { over: [ALONE], target, note },
  { ours: 'numpool, applyAsync', over: [ALONE], target, note },
]

export const fifty = {
  title: '2,000 tasks of 50 µs',
  processes: 6,
  rounds: 6,
  peers: () => false,
  make(pool) {
    const steps = new Array(2000).fill(stepsFor(50))
    const wanted = spin(steps[0]) * 2000
    return { per: 1, contenders: contenders(pool, steps, wanted), floors: floors(1.8) }
  },
}

/** One long task among short ones. The ideal is the work of one thread divided by the threads. */
export const skew = {
  title: 'skew: one task of 200 ms among 2,000 of 0.2 ms',
  processes: 3,
  rounds: 3,
  peers: () => false,
  make(pool) {
    const short = stepsFor(200)
    const steps = new Array(2001).fill(short)
    steps[700] = short * 1000
    const wanted = spin(short) * 2000 + spin(short * 1000)
    return {
      per: 1,
      contenders: contenders(pool, steps, wanted),
      floors: floors(0.9 * availableParallelism(), '90 % of the ideal'),
    }
  },
}
