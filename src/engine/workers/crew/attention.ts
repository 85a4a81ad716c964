/**
 * One short task after the other: the worker and the pool's thread look for each other's next word for a moment, instead of
 * sleeping at once. To wake a thread that sleeps on another CPU takes 15 to 25 µs each way; to see a word of shared memory
 * change takes less than one. It needs both: an answer that must wake the pool's thread takes what was won.
 *
 * The pool decides. After a few calls, each made alone and as soon as the one before had ended, it lets the worker look for
 * the next message for {@link LOOK_US} after each task. While that worker is awake, the pool's thread looks for the answer: for
 * {@link WAIT_MS} at most, which is what it costs the thread to sleep and be woken, and {@link TURN_MS} in all before its event loop
 * turns. Where answers do not come in that time, the tasks are not short or no CPU is to spare: nobody looks for a while then, longer
 * each time.
 *
 * It needs a CPU for each of the two. The system gives them one as often as not, as who wakes another has it come to its own CPU; so
 * before the pool's thread looks for the answer of a worker that slept, or where it has looked in vain, it steps aside.
 */
import { cpuCount } from '../../../cpu-count'
import { now } from '../../../platform/clock'
import { setImmediate } from '../../../platform/timers'
import { loadAddon } from '../../native/addon'
import { Rest, type Seen } from '../looking'
import type { Member } from './member'

/** Calls, one after the other, before anybody looks. */
const IN_A_ROW = 3

/** The next call comes so soon after the answer to the last. */
const SOON_MS = 0.1

/** So long the worker looks for the next message. */
const LOOK_US = 100

/** So long the pool's thread looks for an answer; to be woken it would take as long. */
const WAIT_MS = 0.04

/** The same for one that has to be woken. */
const WAKE_MS = 0.1

/** So long in all before the event loop turns. */
const TURN_MS = 0.25

export class Attention {
  readonly #possible = cpuCount() > 1
  /** Whether exactly one call is pending, a single one that is with this worker. */
  readonly #pending: () => Member | undefined
  /** When a lone call ended last. */
  #ended = 0
  #row = 0
  /** The worker that looks. */
  #looking: Member | undefined
  /** While it lasts nobody looks. */
  readonly #rest = new Rest()
  /** When this turn of the event loop began to be spent; 0 before. */
  #turnBegan = 0
  /** Whether a call is to be looked for after the turn. */
  #later = false

  constructor(pending: () => Member | undefined) {
    this.#pending = pending
  }

  /** A single call has ended, and no other is pending. */
  ended(): void {
    if (this.#possible) this.#ended = now()
  }

  /** Calls have been sent. */
  sent(): void {
    if (!this.#possible) return
    const member = this.#pending()
    const time = now()
    if (member === undefined || time - this.#ended > SOON_MS) {
      this.#row = 0
      this.#look(undefined)
      return
    }
    if (++this.#row < IN_A_ROW) return
    if (this.#rest.lasts(time)) return
    this.#look(member)
    if (this.#turnBegan === 0) {
      this.#turnBegan = time
      setImmediate(this.#turned)
    } else if (time - this.#turnBegan > TURN_MS) {
      this.#later = true
      return
    }
    this.#wait(member, time)
  }

  readonly #turned = (): void => {
    this.#turnBegan = 0
    if (!this.#later) return
    this.#later = false
    const member = this.#pending()
    if (member !== undefined && member === this.#looking) this.#wait(member, now())
  }

  #look(member: Member | undefined): void {
    if (member === this.#looking) return
    this.#looking?.ledger.letLook(0)
    this.#looking = member
    member?.ledger.letLook(LOOK_US)
  }

  /** Looks for the worker's answer. */
  #wait(member: Member, since: number): void {
    const until = member.ledger.awake ? since + WAIT_MS : this.#stepApart(member) + WAKE_MS
    let seen: Seen
    do {
      seen = member.listen(until)
      // Else something else was said.
    } while (seen === 'passed' && this.#pending() === member && now() < until)
    if (this.#rest.learn(seen)) this.#look(undefined)
    else if (seen === 'not passed') this.#stepApart(member)
  }

  /** Leaves the worker's CPU to it; gives the time then. About 10 µs, twice that if it has to. */
  #stepApart(member: Member): number {
    const { thread } = member.ledger
    if (thread !== undefined) loadAddon()?.stepApart?.(thread)
    return now()
  }
}
