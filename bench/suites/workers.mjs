// Tasks on worker threads: numpool beside the other pools of npm, each in its best idiom, and what a pool costs around them.
import { fileURLToPath } from 'node:url'
import { floor, ratio } from '../lib/floors.mjs'
import { starter } from '../lib/fresh.mjs'
import { machine } from '../lib/machine.mjs'
import { median } from '../lib/measure.mjs'
import { duration, figure, floorTable, table } from '../lib/summary.mjs'
import { life } from '../tasks/life.mjs'
import { THREADS } from '../tasks/pools.mjs'
import { ROWS } from '../tasks/rows/index.mjs'

const ROW = fileURLToPath(new URL('../tasks/row.mjs', import.meta.url))

/** Of the programs of one task, which are short. */
const COLD_ROUNDS = 60

const PEERS = ['piscina', 'tinypool', 'workerpool', 'poolifier']

/** What must hold of one row: over the best of the others, by median. */
function rowFloors({ title, floors, times }) {
  return floors.map(({ ours = 'numpool', over, target, note }) => {
    const best = over.reduce((a, b) => (median(times[b]) < median(times[a]) ? b : a))
    const measured = ratio({ times }, ours, best)
    const remark = note === undefined ? '' : ` (${note})`
    return floor(`${title}: ${ours} over ${best}`, '≥', target, measured, '×', remark)
  })
}

function lifeFloors({ cold, idle, queue, million }) {
  return [
    ...['piscina', 'tinypool'].map((peer) => {
      const measured = 1 / ratio({ times: cold }, 'numpool', peer)
      return floor(`import, pool, one task, end: over ${peer}’s time`, '≤', 1, measured)
    }),
    // A tenth of a percent is what the clock of the process counts for being asked.
    floor('an idle pool', '≤', 0.1, idle, ' % of a CPU'),
    floor('a queued task', '≤', 1024, queue, ' bytes'),
    floor('a million tasks: event-loop delay, p99', '≤', 20, million.p99, ' ms'),
    {
      what: 'a million tasks: each settled exactly once',
      target: 'yes',
      measured: Number(million.exactlyOnce),
      unit: '',
      holds: million.exactlyOnce,
    },
  ]
}

/** What one process measured of a row. */
function measureOnce(node, title, rounds, seed) {
  const { times, floors } = JSON.parse(node(['--expose-gc', ROW, title, rounds, seed]))
  const middles = Object.entries(times).map(([name, list]) => `${name} ${duration(median(list))}`)
  console.log(`\n${title}\n  ${middles.join(', ')}`)
  return { times, floors }
}

/**
 * Measures every row in a few processes of its own, their rounds together: where the kernel puts the threads of a process, and what its
 * compiler has made of the code, is a part of each time. The rows take turns, so that a busy quarter of an hour falls on all of them.
 */
function measureRows(node, wanted, rounds) {
  const rows = wanted.map(({ title }) => ({ title, times: {}, floors: [] }))
  const turns = Math.max(0, ...wanted.map(({ processes }) => processes))
  for (let turn = 0; turn < turns; turn++)
    for (const [i, row] of wanted.entries()) {
      if (turn >= row.processes) continue
      const least = Math.min(row.rounds, rounds)
      const { times, floors } = measureOnce(node, row.title, least, turn * least)
      rows[i].floors = floors
      for (const [name, list] of Object.entries(times)) {
        rows[i].times[name] ??= []
        rows[i].times[name].push(...list)
      }
    }
  return rows
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
    'Medians over interleaved rounds in several processes, each contender in its own best idiom and checking its own results; a row of',
    'one-by-one tasks says the time of one task. Floors count the best of the others. Times move with the machine and its neighbours;',
    'the ratios are what is claimed.',
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
              ...Object.entries(around.cold).map(([name, times]) => [
                `import, pool, one task, end: ${name}`,
                duration(median(times)),
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
export function run({ rounds, only, through }) {
  const node = starter(through)
  const rows = measureRows(
    node,
    ROWS.filter(({ title }) => title.includes(only)),
    rounds,
  )
  const around =
    only === '' || only === 'life' ? life(node, Math.min(COLD_ROUNDS, 3 * rounds)) : undefined
  const floors = [...rows.flatMap(rowFloors), ...(around === undefined ? [] : lifeFloors(around))]
  const facts = machine({ peers: PEERS })
  return {
    text: summary({ facts, rows, around, floors }),
    machine: facts,
    raw: { rows: rows.map(({ title, times }) => ({ title, times })), around },
  }
}
