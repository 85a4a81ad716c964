/**
 * How a worker takes messages: one after the other while there are any, without a turn of its event loop for each, and with one
 * at least every millisecond.
 *
 * Where the pool says so (attention.ts), it looks for the next message for some microseconds before it sleeps; what the tasks leave to
 * the microtask queue comes before each, the event loop turns every millisecond all the same.
 */
import type { MessagePort } from 'node:worker_threads'
import { now } from '../../../platform/clock'
import { workerThreads } from '../../../platform/threads'
import { queueMicrotask, setImmediate } from '../../../platform/timers'
import { look, Rest } from '../looking'
import { unpackWork } from '../packing'
import { LEDGER, type ToWorker } from '../protocol'
import type { Dispatch } from './dispatch'

/** So long it takes message after message before the event loop turns. */
const TURN_MS = 1

// User code may replace globals; the worker keeps what it needs.
const { load, store } = Atomics
const { receiveMessageOnPort } = workerThreads()

export class Inbox {
  readonly #port: MessagePort
  readonly #dispatch: Dispatch
  readonly #ledger: Int32Array
  /** Messages that have come, the setup among them. */
  #seen = 1
  #waits = false
  /** While it lasts nobody looks. */
  readonly #rest = new Rest()
  /** When it began to look in this turn of the event loop; 0 before. */
  #lookedSince = 0

  constructor(port: MessagePort, dispatch: Dispatch, ledger: Int32Array) {
    this.#port = port
    this.#dispatch = dispatch
    this.#ledger = ledger
  }

  /** Begins to take messages. */
  open(): void {
    this.#port.on('message', (sent: unknown) => {
      this.#take(unpackWork(sent))
      this.#takeAll()
      this.#look()
    })
    this.#dispatch.onIdle = () => this.#takeAll()
  }

  #take(message: ToWorker): void {
    this.#seen++
    this.#dispatch.receive(message)
  }

  /** Takes the messages that are there, as long as nothing else is to be done here. */
  #takeAll(): void {
    let begin = 0
    while (this.#dispatch.idle && load(this.#ledger, LEDGER.INBOX) > this.#seen) {
      const received = receiveMessageOnPort(this.#port) as { message: unknown } | undefined
      if (received === undefined) return
      if (begin === 0) begin = now()
      this.#take(unpackWork(received.message))
      if (now() - begin > TURN_MS) {
        this.#turn()
        return
      }
    }
  }

  /** Goes on after the event loop has turned. */
  #turn(): void {
    if (this.#waits) return
    this.#waits = true
    setImmediate(() => {
      this.#waits = false
      this.#lookedSince = 0
      this.#takeAll()
      this.#look()
    })
  }

  /** Looks for a message that may come, where the pool says so, before the thread sleeps. */
  #look(): void {
    if (this.#waits) return
    const ledger = this.#ledger
    const us = load(ledger, LEDGER.LOOK)
    const since = us === 0 ? 0 : now()
    if (us === 0 || this.#rest.lasts(since) || !this.#dispatch.idle) {
      this.#sleep()
      return
    }
    store(ledger, LEDGER.AWAKE, 1)
    if (this.#lookedSince === 0) this.#lookedSince = since
    else if (since - this.#lookedSince > TURN_MS) {
      this.#turn()
      return
    }
    const seen = look(ledger, LEDGER.INBOX, this.#seen, since + us / 1000)
    // Whether it is in vain is for the pool to say; what becomes of this thread it cannot see.
    if (seen !== 'not passed') this.#rest.learn(seen)
    if (seen !== 'passed') {
      this.#sleep()
      return
    }
    this.#takeAll()
    // What the task has left to be done at once comes first.
    queueMicrotask(this.#lookAgain)
  }

  readonly #lookAgain = (): void => this.#look()

  #sleep(): void {
    this.#lookedSince = 0
    if (load(this.#ledger, LEDGER.AWAKE) === 1) store(this.#ledger, LEDGER.AWAKE, 0)
  }
}
