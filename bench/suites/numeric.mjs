// The numeric engine: numpool beside JavaScript alone, the worker pools and Python's libraries, on the same arrays.
// Every contender's result is compared with the plain loop's before anything is timed.
import { Pool, range } from '../../index.mjs'
import { numpoolContenders, startNumpool } from '../contenders/numpool.mjs'
import { peerContenders, startPeers } from '../contenders/peers.mjs'
import { LOOP, plainContenders } from '../contenders/plain.mjs'
import { cpythonPool, pythonContenders, startPython } from '../contenders/python.mjs'
import { floors, RANGE_MAP, ratio } from '../lib/floors.mjs'
import { machine } from '../lib/machine.mjs'
import { measure, median } from '../lib/measure.mjs'
import { startUp } from '../lib/start-up.mjs'
import { duration, summary } from '../lib/summary.mjs'
import { samples, WORKLOADS } from '../lib/workloads.mjs'

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

/** Measures; gives the run's summary, raw times and machine. */
export async function run({ sizes, rounds, withPython }) {
  const peers = startPeers()
  const python = withPython ? await startPython() : undefined
  const numpool = startNumpool()
  const rows = []
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
        settle: python ? 20 : 0,
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
  python?.close()
  for (const peer of peers) peer.close()
  await Promise.all([numpool.terminate(), two.terminate()])
  return { text: summary(result), machine: facts, raw: { rows, small, start } }
}
