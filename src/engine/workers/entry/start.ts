/**
 * A worker comes up: it watches its own end, runs the initializer, and then takes units.
 */
import { readlinkSync } from 'node:fs'
import { decode, encodeThrown, transferList } from '../../../codec'
import { setCoreShare } from '../../../cpu-count'
import { now } from '../../../platform/clock'
import { createRequire } from '../../../platform/modules'
import { workerThreads } from '../../../platform/threads'
import { setImmediate, setTimeout } from '../../../platform/timers'
import { packResult } from '../packing'
import { type Boot, type FromWorker, LEDGER, PROTOCOL_VERSION, type Setup } from '../protocol'
import { Bell } from './bell'
import { Dispatch } from './dispatch'
import { FunctionMaker } from './functions'
import { Inbox } from './inbox'
import { importLoaders } from './loaders'
import { keepWriting } from './stdio'
import { Supplies } from './supplies'

const NOTHING: readonly never[] = []

/** After so long the addon is loaded where the thread's end can be seen without it, too. */
const WATCH_MS = 25

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
  Object.assign(workerThreads(), { workerData: null })
  const isSeen = tellThread(ledger)
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
  const setup = receiveSetup(boot, ledger)
  setCoreShare(setup.coreShare)
  const maker = new FunctionMaker()
  const supplies = new Supplies(maker)
  const loaders = importLoaders()
  const take = (): Promise<unknown> | undefined => setup.supply && supplies.take(setup.supply)
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
  if (setup.initializer !== undefined) post({ type: 'up' })
  initialize(setup, maker, supplied).then(
    () => {
      Atomics.store(ledger, LEDGER.READY, 1)
      post({ type: 'ready' })
      new Inbox(port, dispatch, ledger).open()
      const { addon } = setup
      if (addon === undefined) return
      const watch = (): void => watchEnd(addon, ledger, bell)
      // Loading the addon takes as long as many a task: the first is not to wait for it, nor a pool that ends soon.
      if (isSeen) setTimeout(watch, WATCH_MS).unref()
      else setImmediate(watch)
    },
    (error: unknown) => {
      post({ type: 'failed-start', error: encodeThrown(error) })
      process.exit(1)
    },
  )
}

/** Sleeps until the pool's thread, which may still be reading its engine, says what the worker begins with. */
function receiveSetup({ port }: Boot, ledger: Int32Array): Setup {
  while (Atomics.load(ledger, LEDGER.INBOX) === 0) Atomics.wait(ledger, LEDGER.INBOX, 0)
  const { receiveMessageOnPort } = workerThreads()
  return (receiveMessageOnPort(port) as { readonly message: Setup }).message
}

/** Tells the operating system's name of this thread, by which its end can be seen. False where it has none. */
function tellThread(ledger: Int32Array): boolean {
  try {
    // `<process>/task/<thread>`
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
    if (!Number.isInteger(thread)) return false
    Atomics.store(ledger, LEDGER.THREAD, thread + 1)
    return true
  } catch {
    // Not Linux.
    return false
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
  { initializer, locals }: Setup,
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
