// Tasks on worker threads: numpool beside the other pools of npm, each in its best idiom, and what a pool costs around them.
import { setTimeout as wait } from 'node:timers/promises'
import { Pool } from '../../index.mjs'
import { ratio } from '../lib/floors.mjs'
import { machine } from '../lib/machine.mjs'
import { measure, median } from '../lib/measure.mjs'
import { duration, figure, floorTable, table } from '../lib/summary.mjs'
import { life } from '../tasks/life.mjs'
import { startPools, THREADS } from '../tasks/pools.mjs'
import { ROWS } from '../tasks/rows.mjs'

const PEERS = ['piscina', 'tinypool', 'workerpool', 'poolifier']

/** What must hold of one row: over the best of the others, by median. */
function rowFloors({ title, floors, times }) {
  return floors.map(({ ours = 'numpool', over, target, note }) => {
    const best = over.reduce((a, b) => (median(times[b]) < median(times[a]) ? b : a))
    const measured = ratio({ times }, ours, best)
    return {
      what: `${title}: ${ours} over ${best}`,
      target: `≥ ${figure(target)}×${note === undefined ? '' : ` (${note})`}`,
      measured,
      unit: '×',
      holds: measured >= target,
    }
  })
}

function lifeFloors({ cold, idle, queue, million }) {
  const below = (what, target, measured, unit) => ({
    what,
    target: `≤ ${figure(target)}${unit}`,
    measured,
    unit,
    holds: measured <= target,
  })
  return [
    below('import, pool, one task, end: over piscina’s time', 1, cold.numpool / cold.piscina, '×'),
    below(
      'import, pool, one task, end: over tinypool’s time',
      1,
      cold.numpool / cold.tinypool,
      '×',
    ),
    // A tenth of a percent is what the clock of the process counts for being asked.
    below('an idle pool', 0.1, idle, ' % of a CPU'),
    below('a queued task', 1024, queue, ' bytes'),
    below('a million tasks: event-loop delay, p99', 20, million.p99, ' ms'),
    {
      what: 'a million tasks: each settled exactly once',
      target: 'yes',
      measured: Number(million.exactlyOnce),
      unit: '',
      holds: million.exactlyOnce,
    },
  ]
}

async function measureRow(make, pool, peers, rounds) {
  const row = make(pool, peers)
  console.log(`\n${row.title}`)
  const times = Object.fromEntries(
    await measure(
      row.contenders.map((contender) => ({ ...contender, once: true })),
      { rounds: Math.min(row.rounds, rounds), collect: row.collect },
    ),
  )
  for (const list of Object.values(times)) for (let i = 0; i < list.length; i++) list[i] /= row.per
  for (const [name, list] of Object.entries(times))
    console.log(`  ${name.padEnd(64)} ${duration(median(list)).padStart(10)}`)
  await row.close?.()
  return { title: row.title, times, floors: row.floors }
}

function summary({ facts, rows, around, floors }) {
  return [
    '# Tasks on workers, numpool beside the other pools',
    '',
    `${facts.cpu}, ${facts.cores} cores, ${facts.system}; Node ${facts.node}; ${Object.entries(
      facts.peers,
    )
      .map((pair) => pair.join(' '))
      .join(', ')}; ${THREADS} threads each.`,
    '',
    'Medians over interleaved rounds, each contender in its own best idiom and checking its own results; a row of one-by-one tasks says',
    'the time of one task. Floors count the best of the others. Times move with the machine and its neighbours; the ratios are what is claimed.',
    '',
    '## Floors',
    '',
    floorTable(floors),
    ...rows.flatMap(({ title, times }) => [
      `## ${title}`,
      '',
      table(
        ['', 'median', 'numpool is faster by'],
        Object.entries(times).map(([name, list]) => [
          name,
          duration(median(list)),
          `${figure(ratio({ times }, 'numpool', name))}×`,
        ]),
      ),
    ]),
    ...(around === undefined
      ? []
      : [
          '## Around the tasks',
          '',
          table(
            ['', ''],
            [
              ...Object.entries(around.cold).map(([name, ms]) => [
                `import, pool, one task, end: ${name}`,
                duration(ms),
              ]),
              ['an idle pool', `${figure(around.idle)} % of a CPU`],
              ['a queued task', `${figure(around.queue)} bytes`],
              ['a million tasks', `${figure(around.million.seconds)} s`],
            ],
          ),
        ]),
  ].join('\n')
}

/** Measures; gives the run's summary, raw times and machine. */
export async function run({ rounds, only }) {
  const pool = new Pool(THREADS, { engine: 'workers' })
  await pool.warmup()
  const peers = startPools()
  const rows = []
  for (const make of ROWS) {
    if (only !== '' && !make(pool, peers).title.includes(only)) continue
    rows.push(await measureRow(make, pool, peers, rounds))
  }
  // A pool that does not end must not keep what was measured.
  await Promise.race([
    Promise.all([pool.terminate(), ...peers.map(({ close }) => close())]),
    wait(5000),
  ])
  const around = only === '' || only === 'life' ? life(Math.min(11, rounds)) : undefined
  if (around !== undefined) console.log(around)
  const floors = [...rows.flatMap(rowFloors), ...(around === undefined ? [] : lifeFloors(around))]
  const facts = machine({ peers: PEERS })
  return {
    text: summary({ facts, rows, around, floors }),
    machine: facts,
    raw: { rows, around },
  }
}
