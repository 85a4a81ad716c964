/**
 * Keeps the process alive while calls are pending. Workers and their ports never do: to hold and release each of them costs
 * as much as a small task, a timer that never fires costs next to nothing.
 */
import { LONGEST_TIMER, setInterval } from '../../../platform/timers'

/** One timer for all pools of this thread. */
let timer: NodeJS.Timeout | undefined
let holders = 0

export class KeepAlive {
  #holds = false

  hold(holds: boolean): void {
    if (holds === this.#holds) return
    this.#holds = holds
    holders += holds ? 1 : -1
    timer ??= setInterval(() => {}, LONGEST_TIMER)
    if (holders === 0) timer.unref()
    else if (holders === 1 && holds) timer.ref()
  }
}
