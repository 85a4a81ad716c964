// Kernels with loops, tables and functions of Math: numpool on one thread and on all, beside the plain loop around the same function, and
// numba on all cores. Every result of ours is compared with the plain loop's, bit for bit, before anything is timed.
//
// NUMPOOL_JIT=0 measures the block machine alone, which has floors of its own.
import { explain, Pool } from '../../index.mjs'
import { afterKernel } from '../kernels/after.mjs'
import { startNumba } from '../kernels/numba.mjs'
import { KERNELS, loopOf } from '../kernels/rows.mjs'
import { aborts, besideLong } from '../kernels/stops.mjs'
import { chart } from '../lib/chart.mjs'
import { floor, ratio } from '../lib/floors.mjs'
import { machine } from '../lib/machine.mjs'
import { measure, median } from '../lib/measure.mjs'
import { duration, figure, floorTable, table } from '../lib/summary.mjs'

const LOOP = 'plain JS loop'
const ONE = 'numpool, one thread'
const ALL = 'numpool, all threads'
const NUMBA = 'numba prange, all cores'

const COMPILES = process.env.NUMPOOL_JIT !== '0'

function check(name, got, wanted) {
  for (let i = 0; i < wanted.length; i++)
    if (!Object.is(got[i], wanted[i]))
      throw new Error(`${name}: element ${i} is ${got[i]} instead of ${wanted[i]}`)
}

async function measureKernel(kernel, { one, all, numba }, rounds) {
  const { name, fn, input } = kernel
  console.log(`\n${name}`)
  const explained = explain(fn)
  if (explained.engine !== 'native') {
    console.log(`${explained}`)
    return { name, times: {} }
  }
  const output = new Float64Array(input.length)
  const wanted = new Float64Array(input.length)
  const loop = loopOf(fn)
  loop(input, wanted)
  const contender = (who, pool) => ({
    name: who,
    sync: true,
    run: () => pool.mapSync(fn, input, { out: output, engine: 'native' }),
  })
  const contenders = [
    { name: LOOP, sync: true, run: () => loop(input, output) },
    contender(ONE, one),
    contender(ALL, all),
  ]
  for (const { name: who, run } of contenders) {
    output.fill(0)
    run()
    check(`${name}, ${who}`, output, wanted)
  }
  if (numba !== undefined) contenders.push(await numba.contender(NUMBA, kernel, wanted))
  const times = Object.fromEntries(await measure(contenders, { rounds, collect: true, settle: 20 }))
  for (const { name: who } of contenders) {
    const factor = figure(ratio({ times }, who, LOOP))
    console.log(
      `  ${who.padEnd(30)} ${duration(median(times[who])).padStart(10)} ${factor.padStart(8)}×`,
    )
  }
  return { name, times }
}

function kernelFloors({ name, times }) {
  const { interpreted, compiled } = KERNELS.find((kernel) => kernel.name === name)
  const over = (whom, who, target) =>
    floor(`${name}: ${who}, over the ${whom}`, '≥', target, ratio({ times }, who, whom))
  const { one, all } = (COMPILES && compiled ? undefined : interpreted) ?? {}
  const { loop, numba } = (COMPILES && compiled) || {}
  return [
    ...(one ? [over(LOOP, ONE, one)] : []),
    ...(all ? [over(LOOP, ALL, all)] : []),
    ...(loop ? [over(LOOP, ALL, loop)] : []),
    ...(numba && times[NUMBA] ? [over(NUMBA, ALL, numba)] : []),
  ]
}

function stopFloors({ stops, short, after }) {
  return [
    floor(
      'plain JS right after a short kernel, over itself alone',
      '≥',
      0.95,
      median(after.alone) / median(after.after),
    ),
    ...Object.entries(stops).flatMap(([name, times]) => [
      floor(`stopping a ${name} loop, median of ${times.length}`, '≤', 2, median(times), ' ms'),
      floor(`stopping a ${name} loop, the worst`, '≤', 50, Math.max(...times), ' ms'),
    ]),
    floor('a short job beside a long one, median', '≤', 5, short && median(short), ' ms'),
  ]
}

/** The chart of a run that was kept, from its raw times. */
export function draw({ rows }) {
  const measured = rows.filter(({ times }) => times[LOOP])
  const ratios = measured.map((row) => ({
    name: row.name,
    loop: ratio(row, ALL, LOOP),
    numba: ratio(row, ALL, NUMBA),
  }))
  return chart('numpool, all threads', ratios)
}

/** Measures; gives the run's summary, raw times and machine. */
export async function run({ rounds, only, withPython }) {
  const numba = withPython ? await startNumba() : undefined
  const pools = { one: new Pool(1), all: new Pool(), numba }
  const rows = []
  for (const kernel of KERNELS)
    if (kernel.name.includes(only)) rows.push(await measureKernel(kernel, pools, rounds))
  const whole = only === '' || only === 'stops'
  const around = whole
    ? {
        after: afterKernel(pools.one),
        stops: await aborts(pools.all, explain),
        short: await besideLong(pools.all, explain),
      }
    : { stops: {} }
  await Promise.all([pools.one.terminate(), pools.all.terminate()])
  numba?.close()
  const floors = [...rows.flatMap(kernelFloors), ...(whole ? stopFloors(around) : [])]
  const facts = machine({ python: numba, peers: [] })
  const text = [
    `# Kernels, numpool beside the plain loop and numba${COMPILES ? '' : ' (the block machine alone)'}`,
    '',
    `${facts.cpu}, ${facts.cores} cores, ${facts.instructionSet}, ${facts.system}; Node ${facts.node}.`,
    '',
    'Medians over interleaved rounds, 1e6 numbers (5,000 for the nearest place). In brackets: how many times faster than the plain loop of',
    'the same round. Times move with the machine and its neighbours; the ratios are what is claimed.',
    '',
    '## Floors',
    '',
    floorTable(floors),
    '## Rows',
    '',
    table(
      ['', LOOP, ONE, ALL, NUMBA],
      rows
        .filter(({ times }) => times[LOOP])
        .map(({ name, times }) => [
          name,
          duration(median(times[LOOP])),
          ...[ONE, ALL, NUMBA].map((who) =>
            times[who]
              ? `${duration(median(times[who]))} (${figure(ratio({ times }, who, LOOP))}×)`
              : '',
          ),
        ]),
    ),
  ].join('\n')
  return { text, machine: facts, raw: { rows, around } }
}
