// `npm run fuzz -- --power`: every miscompilation of faults.mjs, switched on one at a time in the test build, and after how
// many programs the fuzzer notices. A run without any must notice nothing.
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { FAULTS, MACHINE_CODE } from './faults.mjs'
import { code, commit, machine } from './lib/report.mjs'

/** By then each must have been noticed. */
export const MOST_PROGRAMS = 20_000

const HOOKS = fileURLToPath(new URL('../.build/test-hooks/numpool.node', import.meta.url))
const RUN = fileURLToPath(new URL('./run.mjs', import.meta.url))
/** A kernel that a fault keeps from ending must not keep the others from being tried. */
const WATCHDOG_MS = 30 * 60_000

/**
 * Runs the fuzzer with a fault switched on, in a process of its own.
 *
 * @param {string} fault - '' for none
 * @returns {Promise<{ programs: number, found?: { index: number, what: string, text: string } }>}
 */
export function withFault(fault, { seed, count }) {
  const child = spawn(
    process.execPath,
    // With a fault of the block machine's there is no machine code; those of its own making are looked for where it runs.
    [
      RUN,
      '--json',
      '--jobs',
      '1',
      '--machines',
      isOfMachineCode(fault) ? 'code' : 'blocks',
      '--seed',
      String(seed),
      '--count',
      String(count),
    ],
    {
      env: { ...process.env, NAPI_RS_NATIVE_LIBRARY_PATH: HOOKS, NUMPOOL_TEST_MISCOMPILE: fault },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: WATCHDOG_MS,
    },
  )
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.on('data', (text) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit, signal) => {
      const line = output.trimEnd().split('\n').at(-1)
      if (line?.startsWith('{')) resolve(JSON.parse(line))
      else
        reject(
          new Error(`the run with ${fault || 'no fault'} ended with ${signal ?? exit}:\n${output}`),
        )
    })
  })
}

function isOfMachineCode(fault) {
  return FAULTS.some(({ name, place }) => name === fault && place === MACHINE_CODE)
}

/** Runs the list, two processes at a time. */
async function all(faults, options) {
  const left = [...faults]
  const results = new Map()
  await Promise.all(
    [0, 1].map(async () => {
      for (let fault = left.shift(); fault !== undefined; fault = left.shift()) {
        const result = await withFault(fault.name, options)
        results.set(fault, result)
        const found = result.found
        process.stdout.write(
          `${fault.name || 'no fault'}: ${found === undefined ? `nothing in ${result.programs}` : `program ${found.index + 1}: ${found.text}`}\n`,
        )
      }
    }),
  )
  return faults.map((fault) => ({ fault, result: results.get(fault) }))
}

function table(rows, { seed, count }) {
  const lines = rows.map(({ fault, result: { found } }) => {
    const programs = found === undefined ? '**not found**' : String(found.index + 1)
    const text = found === undefined ? '' : code(found.text.replaceAll(/\s*\n\s*/g, ' '))
    return `| ${fault.name} | ${fault.what.replaceAll('|', '\\|')} | ${fault.place} | ${programs} | ${text} |`
  })
  return `# What the fuzzer finds

${machine()}; commit ${commit()}. Made by \`npm run fuzz -- --power --count ${count} --seed ${seed}\`: each miscompilation switched
on alone in the test build (feature \`test-hooks\`, \`NUMPOOL_TEST_MISCOMPILE=<name>\`), and after how many programs the fuzzer noticed. With faults of the machine code every program
runs as such (\`--machines code\`), with all others on the block machine.

| fault | what goes wrong | where | found after programs | the program, shrunk |
|---|---|---|--:|---|
${lines.join('\n')}
`
}

if (import.meta.filename === process.argv[1]) {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: String(MOST_PROGRAMS) },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
      fault: { type: 'string' },
      report: { type: 'string' },
    },
  })
  const options = { seed: Number(values.seed), count: Number(values.count) }
  const possible = FAULTS.filter(
    ({ name, when }) => (when?.() ?? true) && (values.fault ?? name) === name,
  )
  const rows = await all(possible, options)
  const control = values.fault === undefined ? await withFault('', options) : undefined
  const missed = rows.filter(({ result }) => result.found === undefined)
  const verdict = `${rows.length - missed.length} of ${rows.length} found`
  const right =
    control === undefined
      ? ''
      : `; without a fault ${control.found === undefined ? 'no mismatch' : 'A MISMATCH'} in ${control.programs} programs`
  process.stdout.write(`${verdict}${right}\n`)
  if (values.report !== undefined)
    writeFileSync(values.report, `${table(rows, options)}\n${verdict}${right}.\n`)
  process.exitCode = missed.length > 0 || control?.found !== undefined ? 1 : 0
}
