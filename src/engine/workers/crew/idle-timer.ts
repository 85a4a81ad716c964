/**
 * The time that workers have nothing to do before they may go.
 */
import { clearTimeout, LONGEST_TIMER, setTimeout } from '../../../platform/timers'

export class IdleTimer {
  readonly #ms: number
  readonly #elapsed: () => void
  #timer: NodeJS.Timeout | undefined

  constructor(ms: number, elapsed: () => void) {
    this.#ms = Math.min(ms, LONGEST_TIMER)
    this.#elapsed = elapsed
  }

  /** The time begins, or begins again; it does not keep the process alive. */
  begin(): void {
    if (this.#timer !== undefined) {
      this.#timer.refresh()
      return
    }
    this.#timer = setTimeout(this.#elapsed, this.#ms)
    this.#timer.unref()
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
