// Random choices that depend on a seed and the number of the program alone, so that any program of any run can be made
// again without those before it.

/** A stream of random choices. */
export class Random {
  #a
  #b
  #c
  #counter = 1

  /**
   * sfc32, by Chris Doty-Humphrey (PractRand, https://pracrand.sourceforge.net): small, fast, and good enough that
   * neighbouring seeds give unrelated streams after a few rounds.
   *
   * @param {number} seed
   * @param {number} index - which program of the run
   */
  constructor(seed, index) {
    this.#a = seed | 0
    this.#b = Math.floor(seed / 0x1_0000_0000) | 0
    this.#c = index | 0
    for (let i = 0; i < 15; i++) this.bits()
  }

  /** 32 random bits, as an unsigned number. */
  bits() {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + sum) | 0
    return sum >>> 0
  }

  /** From 0 to below 1. */
  unit() {
    return this.bits() / 0x1_0000_0000
  }

  /** A whole number from 0 to below `n`. */
  below(n) {
    return Math.floor(this.unit() * n)
  }

  /** A whole number from `low` to `high`, both included. */
  between(low, high) {
    return low + this.below(high - low + 1)
  }

  chance(probability) {
    return this.unit() < probability
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return list[this.below(list.length)]
  }

  /**
   * One of a list, in proportion to the weights.
   *
   * @template T
   * @param {readonly T[]} list
   * @param {(one: T) => number} weight
   * @returns {T}
   */
  weighted(list, weight) {
    let total = 0
    for (const one of list) total += weight(one)
    let left = this.unit() * total
    for (const one of list) {
      left -= weight(one)
      if (left < 0) return one
    }
    return list[list.length - 1]
  }
}
