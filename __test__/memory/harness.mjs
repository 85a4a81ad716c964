// What the memory scenarios share: the raw addon, one mailbox, kernels, jobs as promises. No TypeScript half: the
// scenarios are about what native threads touch, and when.
import { createRequire } from 'node:module'

export const addon = createRequire(import.meta.url)('../../native.js')

/** The statuses that a job may end with when its environment takes something away; 0 is a clean result. */
export const Status = { ok: 0, cancelled: 1, panic: 5 }

const box = new Float64Array(new SharedArrayBuffer(1024 * 8))
const waiting = new Map()
const port = addon.attach(box, (job, status, done) => {
  waiting.get(job)({ status, done })
  waiting.delete(job)
})

/** Compiles a function of one number; returns the kernel's number. */
export function compile(source) {
  const request = { source, columns: 1, tuple: false, booleans: 0, captures: [], functions: [] }
  const reply = JSON.parse(addon.compile(JSON.stringify(request)))
  if (reply.ok === undefined) throw new Error(`not compiled: ${JSON.stringify(reply)}`)
  return reply.ok.id
}

/** A function that takes about a nanosecond an element for each of its steps: time to do harm in. */
function chain(steps) {
  return `(x) => { let y = x; ${'y = Math.sqrt(y + 1); '.repeat(steps)} return y }`
}

export const dear = chain(40)
export const dearest = chain(400)

/** {@link dear}, run by JavaScript. */
export function expected(x) {
  let y = x
  for (let i = 0; i < 40; i++) y = Math.sqrt(y + 1)
  return y
}

/** Runs in place. */
export function run(kernel, length, out, column) {
  box[0] = length
  return port.run(kernel, out, column)
}

/** Starts a job; returns its number and how it ends. */
export function submit(kernel, length, out, column) {
  box[0] = length
  const job = port.submit(kernel, out, column)
  if (job <= 0) throw new Error(`refused with status ${-job}`)
  return { job, ended: new Promise((resolve) => waiting.set(job, resolve)) }
}

export function turn(ms = 0) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

export function check(condition, message) {
  if (!condition) throw new Error(message)
}

/** How often the scenario is to be repeated in this process. */
export const repetitions = Number(process.argv[2] ?? 1)

/** The runner looks for this line: a process that ended early, with whatever exit code, did not say it. */
export function clean() {
  console.log('clean')
}
