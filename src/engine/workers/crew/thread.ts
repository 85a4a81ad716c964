/**
 * The bare thread of a worker: all that it needs to come up, and nothing of the engine, which in a build is read meanwhile: a
 * thread takes longer to come up than the engine to be read and a function to be described. The pool starts the first
 * (`pool/crew.ts`), members those that follow; what a worker is to begin with, it gets in a message (`Setup`).
 */
import type { MessagePort, Worker } from 'node:worker_threads'
import { code, start as startLine, name as TEXT_NAME } from 'virtual:worker-entry'
import { now } from '../../../platform/clock'
import { workerThreads } from '../../../platform/threads'
import { type Boot, LEDGER_WORDS, PROTOCOL_VERSION, SIGNAL_WORDS } from '../protocol'
import { spawnOptions, type WorkerSettings } from './settings'

export type { WorkerSettings } from './settings'

/** A thread that comes up, and what it shares with the pool. */
export interface Thread {
  readonly name: string
  readonly worker: Worker
  readonly port: MessagePort
  readonly ledger: SharedArrayBuffer
  /** The words of the pool (`SIGNAL`), the same for all its threads. */
  readonly signal: SharedArrayBuffer
  /** When it was started, by the clock. */
  readonly since: number
}

/**
 * Starts a thread, the `count`th of its pool. It waits for its `Setup` before it does anything.
 *
 * @param signal - @default new words, for the first thread of a pool
 * @throws where the system grants no thread
 */
export function startThread(
  pool: string,
  count: number,
  settings: WorkerSettings,
  signal: SharedArrayBuffer = sharedWords(SIGNAL_WORDS),
): Thread {
  const since = now()
  const name = `${pool}-${count}`
  const { MessageChannel, Worker } = workerThreads()
  const ledger = sharedWords(LEDGER_WORDS)
  const { port1, port2 } = new MessageChannel()
  const boot: Boot = { version: PROTOCOL_VERSION, port: port2, signal, ledger }
  const worker = new Worker(startLine, {
    ...spawnOptions(settings),
    eval: true,
    name,
    workerData: { code, compiled, boot },
    transferList: [port2],
  })
  worker.unref()
  compileAhead()
  return { name, worker, port: port1, ledger, signal, since }
}

/** A word, how many bytes follow; and these: the text as V8 has compiled it, for the threads that come. */
const HEAD = Int32Array.BYTES_PER_ELEMENT
const compiled = new SharedArrayBuffer(HEAD + code.length)
let isCompiled = false

/**
 * Compiles the text while the first thread comes up, in whose place: V8 keeps what it makes of a text in a form that another thread
 * reads in a seventh of the time. A thread that is there sooner, or cannot use it, compiles the text itself.
 */
function compileAhead(): void {
  if (isCompiled) return
  isCompiled = true
  const options = { filename: TEXT_NAME, produceCachedData: true }
  const { cachedData } = process
    .getBuiltinModule('node:vm')
    .compileFunction(code, ['require'], options)
  if (cachedData === undefined || cachedData.length > compiled.byteLength - HEAD) return
  new Uint8Array(compiled, HEAD).set(cachedData)
  // Written last: whoever reads the word has the bytes.
  Atomics.store(new Int32Array(compiled, 0, 1), 0, cachedData.length)
}

function sharedWords(count: number): SharedArrayBuffer {
  return new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT)
}
