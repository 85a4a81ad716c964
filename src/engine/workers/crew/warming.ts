/**
 * Those who wait until the workers are up.
 */
import type { Roster } from './roster'

export class Warming {
  readonly #roster: Roster
  readonly #waiting = new Set<{ resolve: () => void; reject: (error: unknown) => void }>()

  constructor(roster: Roster) {
    this.#roster = roster
  }

  /** Whether somebody waits. */
  get active(): boolean {
    return this.#waiting.size > 0
  }

  /** Resolves when all workers take work; rejects when the pool breaks. */
  wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.add({ resolve, reject })
    })
  }

  /** Starts what is missing, and tells those who wait when there is something to tell; true then. */
  check(): boolean {
    if (!this.active) return false
    const roster = this.#roster
    roster.grow(roster.size)
    const { broken, lags, members } = roster
    if (broken === undefined && (lags || !members.every(({ ledger }) => ledger.ready))) return false
    for (const { resolve, reject } of this.#waiting) {
      if (broken === undefined) resolve()
      else reject(broken)
    }
    this.#waiting.clear()
    return true
  }
}
