/**
 * What stops and watches one call: its signal, its timeout, `cancel()`, the end of the pool; and its progress.
 */
import type { Control, UserFunction } from '../call'
import { TimeoutError } from '../errors'
import { now } from '../platform/clock'
import { clearTimeout, LONGEST_TIMER, setTimeout } from '../platform/timers'
import { calledAs } from '../watch/slowest'
import type { ProgressListener } from './progress'
import { forget, listenTo } from './signals'

/** What a control needs to know of its call. */
export interface ControlOptions {
  /** The method, for messages. */
  readonly method: string
  readonly fn?: UserFunction | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds. */
  readonly timeout?: number | undefined
  /** Hears of finished items, and of the end. */
  readonly progress?: ProgressListener | undefined
}

interface Listener {
  hear(this: void, reason: unknown): void
}

export class CallControl implements Control {
  readonly method: string
  readonly timeout: number
  readonly deadline: number
  readonly watched: boolean

  readonly #fn: UserFunction | undefined
  #reason: unknown
  #stopped = false
  #settled = false
  /** The first listener, which is the only one of most calls; a million pending calls should not hold a Set each. */
  #listener: Listener | undefined
  #listeners: Set<Listener> | undefined
  #progress: ProgressListener | undefined
  #signal: AbortSignal | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(options: ControlOptions) {
    const { method, fn, signal, timeout = Number.POSITIVE_INFINITY, progress } = options
    this.method = method
    this.#fn = fn
    this.timeout = timeout
    this.deadline = timeout === Number.POSITIVE_INFINITY ? timeout : now() + timeout
    this.watched = progress !== undefined
    this.#progress = progress
    if (signal === undefined) return
    if (signal.aborted) this.stop(signal.reason)
    else this.#signal = signal
  }

  /** The call, for messages: `map(render)`. */
  get name(): string {
    return this.#fn === undefined ? this.method : calledAs(this.method, this.#fn)
  }

  /**
   * Begins to listen: from here on a signal or the timeout stops the call by themselves. Not for sync calls, during which no
   * event can come; they ask {@link stopped}, which looks at the clock.
   *
   * The timer holds the process: there is a pending call.
   */
  listen(): void {
    if (this.#stopped) return
    if (this.#signal !== undefined) listenTo(this.#signal, this)
    if (this.deadline !== Number.POSITIVE_INFINITY) this.#wait()
  }

  /** Waits for the deadline, in parts where it is far. */
  #wait(): void {
    const left = this.deadline - now()
    this.#timer = setTimeout(
      () => {
        if (!this.stopped) this.#wait()
      },
      Math.min(Math.max(left, 1), LONGEST_TIMER),
    )
  }

  /** Whether the timer holds the process. */
  hold(holds: boolean): void {
    if (holds) this.#timer?.ref()
    else this.#timer?.unref()
  }

  get stopped(): boolean {
    if (this.#stopped) return true
    // A blocked event loop runs no timer, so the clock is asked too.
    if (this.deadline === Number.POSITIVE_INFINITY || now() < this.deadline) return false
    return this.stop(new TimeoutError(this.timeout, this.name))
  }

  get stopReason(): unknown {
    return this.stopped ? this.#reason : undefined
  }

  /** Stops the call; the first reason counts. Nothing happens once the call has settled. */
  stop(reason: unknown): boolean {
    if (this.#stopped || this.#settled) return false
    this.#stopped = true
    this.#reason = reason
    this.#forgetSources()
    const first = this.#listener
    const listeners = this.#listeners
    this.#forgetListeners()
    first?.hear(reason)
    if (listeners !== undefined) for (const listener of listeners) listener.hear(reason)
    return true
  }

  onStop(listener: (reason: unknown) => void): () => void {
    if (this.#stopped) {
      listener(this.#reason)
      return () => {}
    }
    // An object of its own: one and the same function may be registered twice and forgotten once.
    const own: Listener = { hear: listener }
    if (this.#listener === undefined) this.#listener = own
    else {
      this.#listeners ??= new Set()
      this.#listeners.add(own)
    }
    return () => {
      if (this.#listener === own) this.#listener = undefined
      else this.#listeners?.delete(own)
    }
  }

  progress(done: number): void {
    if (!this.#settled && !this.#stopped) this.#progress?.update(done)
  }

  /** The call has its result: nothing can stop it any more, and nothing is listened to. */
  settle(): void {
    this.#settled = true
    this.#forgetListeners()
    this.#progress?.end()
    this.#progress = undefined
    this.#forgetSources()
  }

  #forgetListeners(): void {
    this.#listener = undefined
    this.#listeners = undefined
  }

  #forgetSources(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#signal !== undefined) forget(this.#signal, this)
    this.#signal = undefined
  }
}
