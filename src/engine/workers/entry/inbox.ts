/**
 * How a worker waits for work: it looks for the next message a little before it sleeps, as waking it takes longer than most
 * small tasks. It sleeps at once where it would take the CPU from somebody who has work, and lets its event loop turn at
 * least every millisecond.
 */
import workerThreads, { type MessagePort } from 'node:worker_threads'
import { LEDGER, SIGNAL, type ToWorker } from '../protocol'
import type { Dispatch } from './dispatch'

/** So long it looks. */
const SPIN_MS = 0.06

/** So long it takes message after message before the event loop turns. */
const TURN_MS = 1

// User code may replace globals; the worker keeps what it needs.
const { add, load, store, sub } = Atomics
const now = performance.now.bind(performance)
const later = setImmediate
const { receiveMessageOnPort } = workerThreads

export class Inbox {
  readonly #port: MessagePort
  readonly #dispatch: Dispatch
  readonly #signal: Int32Array
  readonly #ledger: Int32Array
  /** Messages that have come. */
  #seen = 0
  #awake = false
  #waits = false

  constructor(port: MessagePort, dispatch: Dispatch, signal: Int32Array, ledger: Int32Array) {
    this.#port = port
    this.#dispatch = dispatch
    this.#signal = signal
    this.#ledger = ledger
  }

  /** Begins to take messages. */
  open(): void {
    this.#port.on('message', (message: ToWorker) => this.#wake(message))
    this.#dispatch.onIdle = () => {
      this.#rouse()
      this.#linger()
    }
  }

  #wake(message: ToWorker): void {
    this.#rouse()
    this.#take(message)
    this.#linger()
  }

  #take(message: ToWorker): void {
    this.#seen++
    this.#dispatch.receive(message)
  }

  #rouse(): void {
    if (this.#awake) return
    this.#awake = true
    add(this.#signal, SIGNAL.AWAKE, 1)
    store(this.#ledger, LEDGER.AWAKE, 1)
  }

  #rest(): void {
    this.#awake = false
    store(this.#ledger, LEDGER.AWAKE, 0)
    sub(this.#signal, SIGNAL.AWAKE, 1)
  }

  /** Looks for messages, as long as nothing else is to be done here. */
  #linger(): void {
    const begin = now()
    let end = begin + SPIN_MS
    while (this.#dispatch.idle) {
      if (load(this.#ledger, LEDGER.INBOX) !== this.#seen) {
        const received = receiveMessageOnPort(this.#port) as { message: ToWorker } | undefined
        if (received === undefined) {
          if (now() > end) break
          continue
        }
        this.#take(received.message)
        const time = now()
        end = time + SPIN_MS
        if (time - begin > TURN_MS) {
          this.#turn()
          return
        }
      } else if (
        now() > end ||
        load(this.#signal, SIGNAL.AWAKE) >= load(this.#signal, SIGNAL.CORES)
      )
        break
    }
    this.#rest()
  }

  /** Goes on after the event loop has turned. */
  #turn(): void {
    if (this.#waits) return
    this.#waits = true
    later(() => {
      this.#waits = false
      this.#rouse()
      this.#linger()
    })
  }
}
