// The benchmark. `numeric` (arrays of numbers) is what runs when no suite is named; `workers` is tasks on worker threads, `kernels`
// is functions with loops and tables.
//
//   npm run bench                              the numeric suite, every size, printed
//   npm run bench -- workers                   tasks on workers beside the other pools
//   npm run bench -- kernels                   loops, tables and functions of Math beside the plain loop
//   npm run bench -- --record first            the same, kept in bench/runs/<date>-first/
//   npm run bench -- kernels --chart 2026-11-23-kernels    draws the chart of a run that was kept, anew
//   npm run bench -- --sizes 100,1000000       some sizes
//   npm run bench -- --rounds 5 --no-python    quicker
//   npm run bench -- workers --only burst      rows whose title holds the text
//   npm run bench -- workers --through 'nice -n -5'   processes that measure are started through the command
//
// Run by hand, it wants `node --expose-gc`.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

const SUITES = ['numeric', 'workers', 'kernels']

const { values: options, positionals } = parseArgs({
  options: {
    record: { type: 'string' },
    chart: { type: 'string' },
    sizes: { type: 'string', default: '100,1000,10000,100000,1000000,10000000' },
    rounds: { type: 'string', default: '21' },
    only: { type: 'string', default: '' },
    through: { type: 'string', default: '' },
    python: { type: 'boolean', default: true },
  },
  allowNegative: true,
  allowPositionals: true,
})
const [suite = 'numeric'] = positionals
if (!SUITES.includes(suite)) throw new Error(`no suite ${suite}: there are ${SUITES.join(', ')}`)

const { run, draw } = await import(`./suites/${suite}.mjs`)

function keepChart(folder, raw) {
  if (draw !== undefined) writeFileSync(new URL('chart.svg', folder), draw(raw))
}

if (options.chart !== undefined) {
  const folder = new URL(`./runs/${options.chart}/`, import.meta.url)
  keepChart(folder, JSON.parse(readFileSync(new URL('raw.json', folder), 'utf8')))
  process.exit(0)
}

const { text, machine, raw } = await run({
  sizes: options.sizes.split(',').map(Number),
  rounds: Number(options.rounds),
  only: options.only,
  through: options.through,
  withPython: options.python,
})

// The floors: what has to hold.
console.log(`\n${text.split('\n## ').slice(1, 2).join('')}`)
if (options.record !== undefined) {
  const date = new Date().toISOString().slice(0, 10)
  const folder = new URL(`./runs/${date}-${options.record}/`, import.meta.url)
  mkdirSync(folder, { recursive: true })
  writeFileSync(new URL('summary.md', folder), text)
  writeFileSync(new URL('machine.json', folder), `${JSON.stringify(machine, undefined, 2)}\n`)
  writeFileSync(new URL('raw.json', folder), `${JSON.stringify(raw, undefined, 1)}\n`)
  keepChart(folder, raw)
  console.log(`written to bench/runs/${date}-${options.record}`)
}
// A peer that does not end must not hold a run that is over.
process.exit(0)
