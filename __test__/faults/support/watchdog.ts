/**
 * No hang in silence: each test of a fault has a time after which it fails and says where everybody stands. A thread beside
 * the test does so where the event loop itself stands still.
 */
import { Worker } from 'node:worker_threads'
import { test } from 'vitest'
import { type ChildOptions, type Ended, runChild } from '../../support/child'

/** How much more than expected a test may take: machines are busy. */
const GENEROUS = 10

/** The event loop of a test may stand still for so long. */
const BLOCKED_MS = 60_000

/**
 * A thread that waits until a word stops changing (or, without a word, for its time to pass), tells where the main thread
 * is, and ends the process. It asks through the inspector, which also reaches a thread that sleeps in `Atomics.wait`.
 */
const GUARD = `
const { workerData: { beat, limit } } = require('node:worker_threads')
const inspector = require('node:inspector')
const { writeSync } = require('node:fs')
const words = beat && new Int32Array(beat)
let last = -1
let since = Date.now()
const timer = setInterval(() => {
  if (words && Atomics.load(words, 0) !== last) { last = Atomics.load(words, 0); since = Date.now() }
  if (Date.now() - since < limit) return
  clearInterval(timer)
  const say = (text) => writeSync(2, 'WATCHDOG ' + text + '\\n')
  const end = () => process.kill(process.pid, 'SIGKILL')
  say('the main thread hangs')
  const session = new inspector.Session()
  session.connectToMainThread()
  session.on('Debugger.paused', ({ params: { callFrames } }) => {
    for (const { functionName, url, location } of callFrames)
      say('    at ' + (functionName || '(anonymous)') + ' ' + url + ':' + (location.lineNumber + 1))
    end()
  })
  session.post('Runtime.evaluate', {
    expression: 'JSON.stringify(process.getActiveResourcesInfo())' }, (_, got) => say(got?.result?.value))
  session.post('Debugger.enable')
  session.post('Debugger.pause')
  setTimeout(end, 3000)
}, 50)`

const beat = new Int32Array(new SharedArrayBuffer(4))
new Worker(GUARD, {
  eval: true,
  workerData: { beat: beat.buffer, limit: BLOCKED_MS },
  execArgv: [],
  stdin: false,
}).unref()
setInterval(() => Atomics.add(beat, 0, 1), 1000).unref()

/** Where everybody stands, as far as Node tells. */
function whereabouts(): string {
  interface Report {
    readonly javascriptStack?: { readonly message?: string; readonly stack?: readonly string[] }
    readonly workers?: readonly Report[]
    readonly libuv?: readonly { readonly type: string; readonly is_active?: boolean }[]
  }
  const report = process.report?.getReport() as Report | undefined
  const place = ({ javascriptStack }: Report): string =>
    [javascriptStack?.message, ...(javascriptStack?.stack ?? [])].join('\n      ')
  const workers = (report?.workers ?? []).map((worker, i) => `    worker ${i}: ${place(worker)}`)
  return [
    `  resources: ${process.getActiveResourcesInfo().join(', ')}`,
    `  threads of workers: ${workers.length}`,
    ...workers,
  ].join('\n')
}

/**
 * A test that may take ten times `expected` milliseconds, and tells where everybody stands when it takes longer.
 */
export function fault(name: string, expected: number, run: () => Promise<void>): void {
  const limit = GENEROUS * expected
  test(name, { timeout: limit + 20_000 }, async () => {
    let timer: NodeJS.Timeout | undefined
    const bark = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`Nothing came within ${limit} ms.\n${whereabouts()}`)),
        limit,
      )
    })
    try {
      await Promise.race([run(), bark])
    } finally {
      clearTimeout(timer)
    }
  })
}

export interface FaultChild extends Omit<ChildOptions, 'limit'> {
  /** Milliseconds that it should take. */
  readonly expected?: number
  /** Whether a thread in the child watches its main thread. @default true */
  readonly guard?: boolean
}

/**
 * Runs a program in a process of its own; rejects, saying where its main thread was, when it hangs.
 *
 * @param program - the body of an async function; has `numpool`, `require` and `sleep`
 */
export async function faultChild(
  program: string,
  { expected = 3000, guard = true, ...options }: FaultChild = {},
): Promise<Ended> {
  // Before the test's own time is over, so that it can be told.
  const limit = GENEROUS * expected * 0.8
  const watch = `new (require('node:worker_threads').Worker)(${JSON.stringify(GUARD)}, {
    eval: true, execArgv: [], workerData: { limit: ${limit} } }).unref();`
  const ended = await runChild(
    `${guard ? watch : ''} const sleep = (ms) => new Promise((go) => setTimeout(go, ms)); ${program}`,
    { ...options, limit: limit + 4000 },
  )
  if (ended.stderr.includes('WATCHDOG') || (ended.signal === 'SIGKILL' && ended.took > limit))
    throw new Error(`It hangs.\n${ended.stderr}\nstdout: ${ended.stdout}`)
  return ended
}
