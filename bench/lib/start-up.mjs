// What numpool costs before it does anything: its import over a bare Node, a new Pool, one call into the addon.
// Each in fresh processes, interleaved with the bare ones.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { median } from './measure.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Wall-clock milliseconds of a whole Node process. */
function wall(args) {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return performance.now() - start
}

/** Numbers that a program prints as JSON. */
function told(code) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const NEW_POOL = `
const { Pool } = require('numpool')
const pools = []
const times = []
for (let i = 0; i < 20; i++) {
  const start = performance.now()
  pools.push(new Pool())
  times.push(performance.now() - start)
}
console.log(JSON.stringify(times))`

/** The hot entry on two arrays of no elements: the border alone. */
const ENTRY = `
const addon = require('./native.js')
const mailbox = new Float64Array(new SharedArrayBuffer(8192))
// As mapSync says it of Float64Arrays: FLAG_ALL_FLOAT64 in M_FLAGS (src/engine/native/protocol.ts).
mailbox[3] = 1 << 18
const port = addon.attach(mailbox, () => {})
const reply = JSON.parse(addon.compile(JSON.stringify({ source: '(x) => x', columns: 1, tuple: false, booleans: 0, captures: [], functions: [] })))
const x = new Float64Array(8), out = new Float64Array(8), id = reply.ok.id
const times = []
for (let round = 0; round < 12; round++) {
  const calls = 1e6, start = performance.now()
  for (let i = 0; i < calls; i++) port.run(id, out, x)
  times.push((performance.now() - start) * 1e6 / calls)
}
console.log(JSON.stringify(times.slice(2)))`

/** Programs of one line, and the same without it: in files, as programs are. */
const PROGRAMS = {
  bare: ['bare.cjs', ''],
  require: ['require.cjs', "require('numpool')\n"],
  bareModule: ['bare.mjs', ''],
  import: ['import.mjs', "import 'numpool'\n"],
}

export function startUp(rounds) {
  // Inside the package, where its own name leads to it.
  const folder = mkdtempSync(join(ROOT, '.build/start-up-'))
  try {
    return measure(folder, rounds)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function measure(folder, rounds) {
  const programs = {}
  for (const [name, [file, text]] of Object.entries(PROGRAMS)) {
    programs[name] = [join(folder, file)]
    writeFileSync(join(folder, file), text)
  }
  const times = Object.fromEntries(Object.keys(programs).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, args] of Object.entries(programs)) times[name].push(wall(args))
  }
  const pools = Array.from({ length: Math.ceil(rounds / 2) }, () => told(NEW_POOL))
  const entry = told(ENTRY)
  return {
    times,
    pools,
    entry,
    requireMs: median(times.require) - median(times.bare),
    importMs: median(times.import) - median(times.bareModule),
    firstPoolMs: median(pools.map((list) => list[0])),
    laterPoolMs: median(pools.flatMap((list) => list.slice(1))),
    entryNs: median(entry),
  }
}
