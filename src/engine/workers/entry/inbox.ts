/**
 * How a worker takes messages: one after the other while there are any, without a turn of its event loop for each, and with one
 * at least every millisecond.
 *
 * It does not look for work that may come. Looking for 60 microseconds before sleeping was tried, with a shared word and only
 * while a CPU was free: the answer then wakes the pool's thread on another CPU, which takes longer than what was won, while a
 * worker that goes to sleep leaves it its own.
 */
import workerThreads, { type MessagePort } from 'node:worker_threads'
import { unpackWork } from '../packing'
import { LEDGER, type ToWorker } from '../protocol'
import type { Dispatch } from './dispatch'

/** So long it takes message after message before the event loop turns. */
const TURN_MS = 1

// User code may replace globals; the worker keeps what it needs.
const { load } = Atomics
const now = performance.now.bind(performance)
const later = setImmediate
const { receiveMessageOnPort } = workerThreads

export class Inbox {
  readonly #port: MessagePort
  readonly #dispatch: Dispatch
  readonly #ledger: Int32Array
  /** Messages that have come. */
  #seen = 0
  #waits = false

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
    later(() => {
      this.#waits = false
      this.#takeAll()
    })
  }
}
