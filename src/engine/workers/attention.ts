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
 */
import { cpuCount } from '../../cpu-count'
import type { Member } from './member'

// Taken now: tests may stop the clock.
const now = performance.now.bind(performance)
const later = setImmediate

/** Calls, one after the other, before anybody looks. */
const IN_A_ROW = 3

/** The next call comes so soon after the answer to the last. */
const SOON_MS = 0.1

/** So long the worker looks for the next message. */
const LOOK_US = 100

/** So long the pool's thread looks for an answer; to be woken it would take as long. */
const WAIT_MS = 0.04

/** It looks no oftener, whatever the clock says. */
const MOST_LOOKS = 10_000

/** So long in all before the event loop turns. */
const TURN_MS = 0.25

/** How often in a row it may be in vain. */
const TRIES = 3

/** Then nobody looks for so long at first, and at most: milliseconds. */
const REST_MS = 2
const LONGEST_REST_MS = 100

/** Answers in time after which the rests are short again. */
const TRUSTED = 16

export class Attention {
  readonly #possible = cpuCount() > 1
  /** Whether exactly one call is pending, a single one that is with this worker. */
  readonly #pending: () => Member | undefined
  /** When a lone call ended last. */
  #ended = 0
  #row = 0
  /** The worker that looks. */
  #looking: Member | undefined
  /** Until when nobody looks. */
  #resting = 0
  #rest = REST_MS
  #hits = 0
  #misses = 0
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
    if (time < this.#resting) return
    this.#look(member)
    if (this.#turnBegan === 0) {
      this.#turnBegan = time
      later(this.#turned)
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
    this.#looking?.ledger.look(0)
    this.#looking = member
    member?.ledger.look(LOOK_US)
  }

  /** Looks for the worker's answer. */
  #wait(member: Member, since: number): void {
    // One that sleeps comes too late. To see that costs nothing.
    if (!member.ledger.awake) return
    if (this.#comes(member, since + WAIT_MS)) {
      this.#misses = 0
      if (++this.#hits >= TRUSTED) this.#rest = REST_MS
      return
    }
    this.#hits = 0
    if (++this.#misses < TRIES) return
    this.#misses = 0
    this.#resting = since + this.#rest
    this.#rest = Math.min(LONGEST_REST_MS, this.#rest * 2)
    this.#look(undefined)
  }

  #comes(member: Member, until: number): boolean {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      if (member.hasAnswered) {
        member.drain()
        if (this.#pending() !== member) return true
      }
      if (looks % 16 === 15 && now() > until) return false
    }
    return false
  }
}
