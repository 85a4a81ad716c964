// The benchmark: numpool beside JavaScript alone, the worker pools and Python's libraries, in one interleaved run.
//
//   npm run bench                              every size, printed
//   npm run bench -- --record first            the same, kept in bench/runs/<date>-first/
//   npm run bench -- --sizes 100,1000000       some sizes
//   npm run bench -- --rounds 5 --no-python    quicker
//
// Run by hand, it wants `node --expose-gc`.
//
// Every contender's result is compared with the plain loop's before anything is timed.
import { mkdirSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Pool, range } from '../index.mjs'
import { numpoolContenders, startNumpool } from './contenders/numpool.mjs'
import { peerContenders, startPeers } from './contenders/peers.mjs'
import { LOOP, plainContenders } from './contenders/plain.mjs'
import { cpythonPool, pythonContenders, startPython } from './contenders/python.mjs'
import { floors, RANGE_MAP, ratio } from './lib/floors.mjs'
import { machine } from './lib/machine.mjs'
import { measure, median } from './lib/measure.mjs'
import { startUp } from './lib/start-up.mjs'
import { duration, summary } from './lib/summary.mjs'
import { samples, WORKLOADS } from './lib/workloads.mjs'

const { values: options } = parseArgs({
  options: {
    record: { type: 'string' },
    sizes: { type: 'string', default: '100,1000,10000,100000,1000000,10000000' },
    rounds: { type: 'string', default: '21' },
    python: { type: 'boolean', default: true },
  },
  allowNegative: true,
})
const sizes = options.sizes.split(',').map(Number)
const rounds = Number(options.rounds)

const peers = startPeers()
const python = options.python ? await startPython() : undefined
const numpool = startNumpool()
const rows = []

/** Runs every contender once and compares what it made with the plain loop's array, bit for bit. */
async function verify(contenders, { workload, input }) {
  const expected = new Float64Array(input.length)
  WORKLOADS[workload].loop(input, expected, 0, input.length)
  for (const contender of contenders) {
    await contender.run()
    const result = contender.result()
    if (result.length !== expected.length) throw new Error(`${contender.name}: wrong length`)
    for (let i = 0; i < expected.length; i++) {
      if (!Object.is(result[i], expected[i])) {
        throw new Error(`${contender.name}: element ${i} is ${result[i]} instead of ${expected[i]}`)
      }
    }
    result.fill(0)
  }
}

for (const workload of Object.keys(WORKLOADS)) {
  for (const n of sizes) {
    const input = samples(n)
    const shared = new Float64Array(new SharedArrayBuffer(n * 8))
    shared.set(input)
    const data = {
      workload,
      input,
      shared,
      output: new Float64Array(n),
      sharedOutput: new Float64Array(new SharedArrayBuffer(n * 8)),
    }
    const contenders = [
      ...plainContenders(data),
      ...numpoolContenders(numpool, data),
      ...peerContenders(peers, data),
    ]
    await verify(contenders, data)
    if (python) contenders.push(...pythonContenders(python, data))
    const times = await measure(contenders, {
      rounds: n >= 1e7 ? Math.ceil(rounds / 3) : rounds,
      collect: n >= 1e5,
    })
    const row = { workload, n, times: Object.fromEntries(times) }
    rows.push(row)
    console.log(`\n${WORKLOADS[workload].title}, n = ${n}`)
    for (const { name } of contenders) {
      const factor = ratio(row, name, LOOP).toPrecision(3)
      console.log(
        `  ${name.padEnd(50)} ${duration(median(row.times[name])).padStart(10)} ${factor.padStart(8)}×`,
      )
    }
  }
}

const two = new Pool(2)
const small = {
  times: Object.fromEntries(
    await measure(
      [
        { name: RANGE_MAP, run: () => two.map(Math.sqrt, range(100)) },
        ...(python ? [cpythonPool(python)] : []),
      ],
      { rounds },
    ),
  ),
}
const start = startUp(rounds)
const facts = machine({ python, peers: peers.map(({ name }) => name) })
const checked = floors({ rows, small, start })
const result = {
  title: 'numpool beside its peers',
  machine: facts,
  rows,
  small,
  start,
  floors: checked,
}

console.log(`\n${summary(result).split('\n## ').slice(1, 2).join('')}`)
if (options.record !== undefined) {
  const date = new Date().toISOString().slice(0, 10)
  const folder = new URL(`./runs/${date}-${options.record}/`, import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('summary.md', folder), summary(result))
  writeFileSync(new URL('machine.json', folder), `${JSON.stringify(facts, undefined, 2)}\n`)
  writeFileSync(
    new URL('raw.json', folder),
    `${JSON.stringify({ rows, small, start }, undefined, 1)}\n`,
  )
  console.log(`written to bench/runs/${date}-${options.record}`)
}

python?.close()
for (const peer of peers) peer.close()
await Promise.all([numpool.terminate(), two.terminate()])
// A peer that does not end must not hold a run that is over.
process.exit(0)
