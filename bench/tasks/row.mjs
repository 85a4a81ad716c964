// Measures one row in a process of its own, and prints what came of it as JSON: `node --expose-gc row.mjs <title> <rounds> <seed>`.
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from '../../index.mjs'
import { measure } from '../lib/measure.mjs'
import { startPools, THREADS } from './pools.mjs'
import { ROWS } from './rows/index.mjs'

const [title, rounds, seed] = process.argv.slice(2)
const row = ROWS.find((row) => row.title === title)
const pool = new Pool(THREADS, { engine: 'workers' })
await pool.warmup()
const peers = startPools(row.peers)
const { contenders, per, collect, floors, close } = row.make(pool, peers)
const times = await measure(
  contenders.map((contender) => ({ ...contender, once: true })),
  { rounds: Number(rounds), collect, seed: Number(seed) },
)
for (const list of times.values()) for (let i = 0; i < list.length; i++) list[i] /= per
process.stdout.write(JSON.stringify({ times: Object.fromEntries(times), floors }))
// A pool that does not end must not keep what was measured.
await Promise.race([
  Promise.all([close?.(), pool.terminate(), ...peers.map(({ close }) => close())]),
  wait(5000),
])
process.exit(0)
