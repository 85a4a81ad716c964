// The measurement itself, in a process of the Node that is measured: `node measure.mjs '<JSON of an Order>'`. Writes one
// JSON text, a Measurement, to standard output.
import { createRequire } from 'node:module'
import { arch, platform, version } from 'node:process'
import { bitsOf, compare, digest } from './compare.mjs'
import { loopOf, subjectsHere, taskOf } from './functions.mjs'
import { inputs } from './inputs.mjs'
import { refusals } from './patched.mjs'
import { servedBy, settle } from './served.mjs'

/**
 * @typedef {object} Order
 * @property {'default' | 'jitless' | 'no-fma' | 'flush-to-zero' | 'patched'} mode
 * @property {number} count inputs a function
 * @property {number} seed
 * @property {string} [library] what sets flush-to-zero when it is loaded
 * @property {readonly string[]} [only] functions, by name; all without it
 */

/**
 * @typedef {object} Row
 * @property {string} name
 * @property {string} provider who computed
 * @property {number} count inputs compared
 * @property {number} differences results that were not those of the live function
 * @property {string[]} examples of differences
 * @property {number} live a digest of the live function's results
 */

/** Live results that make up the digest by which modes are told apart: the first ones. */
const DIGESTED = 1 << 17

/** Items of a call: enough for all threads to take part. */
const BLOCK = 1 << 16

const order = JSON.parse(process.argv[2])
const flushing = order.mode === 'flush-to-zero'
if (flushing) {
  try {
    process.dlopen({ exports: {} }, order.library)
  } catch {
    // It is no addon; its constructor ran all the same.
  }
  const smallest = new Float64Array([2.2250738585072014e-308])
  if (smallest[0] / 2 !== 0) throw new Error('this thread does not flush subnormal numbers')
}

// Only now: numpool probes and captures what it finds when it is loaded.
const require = createRequire(import.meta.url)
const numpool = require('../../dist/index.cjs')
const addon = require('../../native.js')

const pool = new numpool.Pool()
const subjects = subjectsHere().filter(({ name }) => order.only?.includes(name) ?? true)
const rows =
  order.mode === 'patched' ? await refusals(numpool, pool, subjects, order) : await compared()
await pool.terminate()
process.stdout.write(
  JSON.stringify({
    node: version,
    platform: `${platform}-${arch}`,
    instructions: addon.instructionSet(),
    rows,
  }),
)

/** Every function over the same inputs, natively and in plain JavaScript. */
async function compared() {
  const measured = []
  for (const subject of subjects) measured.push(await prepared(subject))
  const fill = inputs(order.seed, { subnormals: !flushing })
  const x = new Float64Array(BLOCK)
  const y = new Float64Array(BLOCK)
  for (let done = 0; done < order.count; ) {
    fill(x, y)
    // Ragged lengths now and then, for the ends of blocks.
    const length = Math.min(BLOCK - (done % 7 === 0 ? done % 61 : 0), order.count - done)
    const [xs, ys] = [x.subarray(0, length), y.subarray(0, length)]
    for (const each of measured) measureBlock(each, xs, ys)
    done += length
  }
  for (const { subject, row } of measured) {
    const { provider } = servedBy(numpool, addon, subject)
    if (provider !== row.provider) row.provider = `${row.provider}, then ${provider}`
  }
  return measured.flatMap(({ row, others }) => [row, ...others.map((other) => other.row)])
}

/** A function made ready, once its providers are all in place. */
async function prepared(subject) {
  const task = taskOf(subject)
  await settle(numpool, addon, pool, subject, task)
  const { provider, others } = servedBy(numpool, addon, subject)
  return {
    subject,
    task,
    loop: loopOf(subject),
    row: emptyRow(subject.name, provider),
    others: others.map((other) => ({ ...other, row: emptyRow(subject.name, other.provider) })),
  }
}

function emptyRow(name, provider) {
  return { name, provider, count: 0, differences: 0, examples: [], live: 0 }
}

function measureBlock({ subject, task, loop, row, others }, x, y) {
  const want = new Float64Array(x.length)
  const got = new Float64Array(x.length)
  loop(x, y, want)
  const options = { engine: 'native', out: got }
  if (subject.arity === 1) pool.mapSync(task, x, options)
  else pool.starmapSync(task, numpool.zip(x, y), options)
  note(row, subject, x, y, got, want)
  if (row.count <= DIGESTED) row.live = digest(want, row.live)
  for (const other of others) {
    other.evaluate(x, subject.arity === 1 ? null : y, got)
    note(other.row, subject, x, y, got, want)
  }
}

function note(row, { arity }, x, y, got, want) {
  row.count += x.length
  row.differences += compare(got, want, (i) => {
    if (row.examples.length >= 3) return
    const given = arity === 1 ? bitsOf(x[i]) : `${bitsOf(x[i])}, ${bitsOf(y[i])}`
    row.examples.push(`(${given}): ${bitsOf(got[i])}, live ${bitsOf(want[i])}`)
  })
}
