/**
 * A worker comes up: it watches its own end, runs the initializer, and then takes units.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import workerThreads from 'node:worker_threads'
import { decode, encodeThrown, transferList } from '../../../codec'
import { packResult } from '../packing'
import { type Boot, type FromWorker, LEDGER, PROTOCOL_VERSION } from '../protocol'
import { Bell } from './bell'
import { Dispatch } from './dispatch'
import { FunctionMaker } from './functions'
import { Inbox } from './inbox'
import { importLoaders } from './loaders'
import { keepWriting } from './stdio'
import { Supplies } from './supplies'

const now = performance.now.bind(performance)

const NOTHING: readonly never[] = []

/** Runs a worker. */
export function start(boot: Boot): void {
  if (boot.version !== PROTOCOL_VERSION)
    throw new Error(
      `This worker speaks version ${PROTOCOL_VERSION} of the protocol, the pool ${boot.version}`,
    )
  const ledger = new Int32Array(boot.ledger)
  Atomics.store(ledger, LEDGER.UP, 1)
  const bell = new Bell(boot.signal)
  const { port } = boot
  // The port and the ledger are the pool's: user code finds no way to them.
  Object.assign(workerThreads, { workerData: null })
  tellThread(ledger)
  keepWriting(() => bell.awaited)
  // Bound now: user code may replace what it finds on prototypes.
  const postMessage = port.postMessage.bind(port)
  let sendingUs = 0
  const post = (message: FromWorker): void => {
    const before = now()
    const transfer = message.type === 'results' ? transferList(message.values) : NOTHING
    // A list, even an empty one, doubles what sending a small message costs.
    if (transfer.length === 0) postMessage(packResult(message))
    else postMessage(message, transfer)
    sendingUs += (now() - before) * 1000
    ledger[LEDGER.SENDING] = sendingUs
    Atomics.add(ledger, LEDGER.OUTBOX, 1)
    bell.ring()
  }
  const maker = new FunctionMaker()
  const supplies = new Supplies(maker)
  const loaders = importLoaders()
  const take = (): Promise<unknown> | undefined => boot.supply && supplies.take(boot.supply)
  const supplied = loaders === undefined ? take() : loaders.then(take)
  const dispatch = new Dispatch(ledger, maker, post)
  dispatch.onSupply = (message) => supplies.take(message)
  process.on('exit', (code) => {
    dispatch.flush()
    Atomics.store(ledger, LEDGER.EXIT, code + 1)
    Atomics.store(ledger, LEDGER.DEAD, 1)
    bell.ring()
  })
  process.on('uncaughtException', (error) => dispatch.uncaught(error))
  process.on('unhandledRejection', (reason) => dispatch.uncaught(reason))

  // Others may be waiting to be started. Without an initializer they hear the same in a moment.
  if (boot.initializer !== undefined) post({ type: 'up' })
  initialize(boot, maker, supplied).then(
    () => {
      Atomics.store(ledger, LEDGER.READY, 1)
      post({ type: 'ready' })
      new Inbox(port, dispatch, ledger).open()
      // After the first task, if one is there: loading the addon would make it wait.
      const { addon } = boot
      if (addon !== undefined) setImmediate(() => watchEnd(addon, ledger, bell))
    },
    (error: unknown) => {
      post({ type: 'failed-start', error: encodeThrown(error) })
      process.exit(1)
    },
  )
}

/** Tells the operating system's name of this thread, by which its end can be seen. */
function tellThread(ledger: Int32Array): void {
  try {
    // `<process>/task/<thread>`
    const thread = Number(fs.readlinkSync('/proc/thread-self').split('/').at(-1))
    if (Number.isInteger(thread)) Atomics.store(ledger, LEDGER.THREAD, thread + 1)
  } catch {
    // Not Linux.
  }
}

/** Makes the end of this thread visible at once to a pool whose event loop stands still. */
function watchEnd(addon: string, ledger: Int32Array, bell: Bell): void {
  try {
    const { watchDeath } = createRequire(addon)(addon) as {
      watchDeath(words: Int32Array, index: number): void
    }
    watchDeath(ledger, LEDGER.DEAD)
    Atomics.store(ledger, LEDGER.WATCHED, 1)
  } catch {
    // The addon cannot be loaded here: the pool looks for itself.
  }
  bell.ring()
}

async function initialize(
  { initializer, locals }: Boot,
  maker: FunctionMaker,
  supplied: Promise<unknown> | undefined,
): Promise<void> {
  await supplied
  for (const [name, value] of decode(locals) as [string, unknown][])
    Object.defineProperty(globalThis, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: true,
    })
  if (initializer === undefined) return
  const fn = maker.make(initializer.fn)
  await fn(...(decode(initializer.args) as unknown[]))
}
