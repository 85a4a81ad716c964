// `npm run fuzz`: random programs on the native engine against plain JS, bit for bit. See the README beside this file.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { campaign } from './lib/campaign.mjs'
import { anyCase } from './lib/case.mjs'
import { openEngine } from './lib/engine.mjs'
import { report } from './lib/report.mjs'
import { repro } from './lib/repro.mjs'
import { shrink } from './lib/shrink.mjs'
import { printTidy } from './lib/tree.mjs'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    // The first program's number: to go on with a run, or to make one program again (`--from 123 --count 1 --show`).
    from: { type: 'string', default: '0' },
    show: { type: 'boolean', default: false },
    report: { type: 'string' },
    // One line of JSON at the end instead of words, for the run that shows what the fuzzer finds.
    json: { type: 'boolean', default: false },
  },
})
const [seed, count, from] = [values.seed, values.count, values.from].map(Number)

function say(text) {
  if (!values.json) process.stdout.write(`${text}\n`)
}

/** How often a run tells how far it is, in seconds. */
const TOLD = 10

const engine = openEngine()
say(`seed ${seed}: ${count} programs from number ${from} on`)
if (values.show) say(printTidy(anyCase(seed, from).program.tree))
const start = performance.now()
const elapsed = () => (performance.now() - start) / 1000
let told = 0
const { tally, mismatches } = await campaign(engine, {
  seed,
  count,
  from,
  progress: (done) => {
    if (elapsed() < told + TOLD) return
    told = elapsed()
    say(`${done} programs, ${(done / told).toFixed(0)} a second`)
  },
})
const seconds = elapsed()
const { engines } = engine.pool.stats()
if (
  mismatches.length === 0 &&
  (engines.native.runs < tally.nativeCalls || engines.workers.runs > 0)
)
  throw new Error(`the pool counted ${engines.native.runs} native runs of ${tally.nativeCalls}`)
if (values.report !== undefined)
  writeFileSync(values.report, report(tally, { seed, mismatches: mismatches.length, seconds }))

let found
for (const mismatch of mismatches) {
  say(`program ${mismatch.case.index} does not match: ${mismatch.what}\n`)
  const small = await shrink(engine, mismatch)
  found = { index: mismatch.case.index, what: small.what, text: printTidy(small.case.program.tree) }
  if (!values.json) say(`${repro(small, 'numpool')}\nThe same stands in ${written(small)}`)
}
if (found === undefined) {
  const share = ((100 * tally.native) / tally.programs).toFixed(1)
  say(`no mismatch in ${tally.programs} programs (${share} % native), ${seconds.toFixed(0)} s`)
}
if (values.json) process.stdout.write(`${JSON.stringify({ programs: tally.programs, found })}\n`)
engine.pool.terminate()
process.exitCode = found === undefined ? 0 : 1

/** Writes the small case as a program that runs in this tree; gives its path. */
function written(small) {
  const folder = new URL('../.build/fuzz/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const file = new URL(`${seed}-${small.case.index}.mjs`, folder)
  writeFileSync(file, repro(small, '../../index.mjs'))
  return fileURLToPath(file)
}
