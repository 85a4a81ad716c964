// `npm run fuzz`: random programs on the native engine against plain JS, bit for bit. See the README beside this file.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { campaign } from './lib/campaign.mjs'
import { anyCase } from './lib/case.mjs'
import { MACHINES, openEngine } from './lib/engine.mjs'
import { textOf } from './lib/program.mjs'
import { report } from './lib/report.mjs'
import { repro } from './lib/repro.mjs'
import { shrink } from './lib/shrink.mjs'
import { slices } from './lib/slices.mjs'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    // The first program's number: to go on with a run, or to make one program again (`--from 123 --count 1 --show`).
    from: { type: 'string', default: '0' },
    // Processes at a time.
    jobs: { type: 'string', default: String(availableParallelism()) },
    // On which machines each call runs.
    machines: { type: 'string', default: 'both' },
    show: { type: 'boolean', default: false },
    report: { type: 'string' },
    // One line of JSON at the end instead of words; `--raw`: with all that was counted, and the mismatch as it was found.
    json: { type: 'boolean', default: false },
    raw: { type: 'boolean', default: false },
  },
})
const [seed, count, from, jobs] = [values.seed, values.count, values.from, values.jobs].map(Number)

function say(text) {
  if (!values.json) process.stdout.write(`${text}\n`)
}

/** How often a run tells how far it is, in seconds. */
const TOLD = 10
const start = performance.now()
const elapsed = () => (performance.now() - start) / 1000
let told = 0
const progress = (done) => {
  if (elapsed() < told + TOLD) return
  told = elapsed()
  say(`${done} programs, ${(done / told).toFixed(0)} a second`)
}

const { machines } = values
if (!Object.hasOwn(MACHINES, machines))
  throw new Error(`--machines ${Object.keys(MACHINES).join('|')}`)
const engine = openEngine({ machines: MACHINES[machines] })
say(`seed ${seed}: ${count} programs from number ${from} on`)
if (engine.constructs.missing.length > 0)
  say(`never native here, left out: ${engine.constructs.missing.join(', ')}`)
if (values.show) say(sourceOf(anyCase(seed, from, engine.constructs)))
const { tally, mismatch } = await run()
const seconds = elapsed()
if (values.report !== undefined)
  writeFileSync(
    values.report,
    report(tally, {
      seed,
      machines,
      mismatches: mismatch === undefined ? 0 : 1,
      seconds,
      missing: engine.constructs.missing,
    }),
  )
if (values.json) process.stdout.write(`${JSON.stringify(await summary())}\n`)
else if (mismatch !== undefined) await tell()
else {
  for (const invalid of tally.invalids.keys()) say(`the generator has a fault: ${invalid} throws`)
  const share = ((100 * tally.native) / tally.programs).toFixed(1)
  say(`no mismatch in ${tally.programs} programs (${share} % native), ${seconds.toFixed(0)} s`)
}
engine.pool.terminate()
process.exitCode = mismatch === undefined ? 0 : 1

/** All programs, here or in other processes; what does not match is made again here. */
async function run() {
  if (jobs <= 1) return runHere(from, count)
  const { tally, found } = await slices({ seed, count, from, jobs, machines, progress })
  if (found === undefined) return { tally, mismatch: undefined }
  const { mismatch } = await runHere(found, 1)
  if (mismatch === undefined)
    throw new Error(
      `program ${found} matches by itself: try --from ${Math.max(0, found - 2000)} --count 2001 --jobs 1`,
    )
  return { tally, mismatch }
}

async function runHere(first, programs) {
  const options = { seed, count: programs, from: first, progress }
  const { tally, mismatches } = await campaign(engine, options)
  const { engines } = engine.pool.stats()
  const { native, workers } = engines
  if (
    mismatches.length === 0 &&
    (native.runs < tally.nativeCalls * engine.machines.length ||
      workers.runs > 0 !== tally.fallenBack > 0)
  )
    throw new Error(`the pool counted ${native.runs} native runs of ${tally.nativeCalls} calls`)
  return { tally, mismatch: mismatches[0] }
}

async function summary() {
  if (values.raw) return { tally, found: mismatch?.case.index }
  if (mismatch === undefined) return { programs: tally.programs }
  const small = await shrink(engine, mismatch)
  const found = { index: mismatch.case.index, what: small.what, text: sourceOf(small.case) }
  return { programs: tally.programs, found }
}

/** Makes the mismatch small, prints it, and says whether it fails by itself too. */
async function tell() {
  say(`program ${mismatch.case.index} does not match: ${mismatch.what}\n`)
  const small = await shrink(engine, mismatch)
  const file = written(small)
  say(`${repro(small, 'numpool')}\nThe same stands in ${file}`)
  const settings = ['always', '0'].map((NUMPOOL_JIT) => ({ ...process.env, NUMPOOL_JIT }))
  if (settings.every((env) => spawnSync(process.execPath, [file], { env }).status === 0))
    say(
      `There it runs well: it needs what ran before, --seed ${seed} --count ${mismatch.case.index + 1}`,
    )
}

function sourceOf({ program }) {
  const { beside, fn } = textOf(program)
  return `${beside}\n${fn}`.trim()
}

/** Writes the small case as a program that runs in this tree; gives its path. */
function written(small) {
  const folder = new URL('../.build/fuzz/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const file = new URL(`${seed}-${small.case.index}.mjs`, folder)
  writeFileSync(file, repro(small, '../../index.mjs'))
  return fileURLToPath(file)
}
