/**
 * Python's `range`: whole numbers from start to stop, computed when they are read. The native engine takes it as a
 * column without memory.
 */
import { invalidArgType, invalidArgValue } from '../errors'

/** Whole numbers at equal distances. Made by {@link range}. */
export class Range implements Iterable<number> {
  readonly start: number
  readonly stop: number
  readonly step: number
  /** How many numbers there are. */
  readonly length: number

  /** @internal */
  constructor(start: number, stop: number, step: number, length: number) {
    this.start = start
    this.stop = stop
    this.step = step
    this.length = length
  }

  /** The number at `index`, counted from the end where it is negative; `undefined` where there is none. */
  at(index: number): number | undefined {
    const whole = Math.trunc(index) || 0
    const i = whole < 0 ? whole + this.length : whole
    return i >= 0 && i < this.length ? this.start + i * this.step : undefined
  }

  /** Whether `value` is one of the numbers. */
  includes(value: number): boolean {
    const i = (value - this.start) / this.step
    return Number.isInteger(i) && i >= 0 && i < this.length
  }

  /** The same numbers, last first. */
  reversed(): Range {
    const last = this.start + (this.length - 1) * this.step
    return new Range(last, this.start - this.step, -this.step, this.length)
  }

  *[Symbol.iterator](): Generator<number, undefined> {
    const { start, step, length } = this
    for (let i = 0; i < length; i++) yield start + i * step
    return undefined
  }

  get [Symbol.toStringTag](): string {
    return 'Range'
  }

  /** As Python prints it. */
  toString(): string {
    return `range(${this.start}, ${this.stop}${this.step === 1 ? '' : `, ${this.step}`})`
  }
}
Object.defineProperty(Range.prototype, Symbol.for('nodejs.util.inspect.custom'), {
  value: Range.prototype.toString,
})

/**
 * The whole numbers from 0 up to `stop`, without `stop`.
 *
 * @throws {ERR_NUMPOOL_INVALID_ARG} unless `stop` is a safe integer
 * @example
 * ```ts
 * await pool.map(Math.sqrt, range(100)) // 100 roots
 * ```
 */
export function range(stop: number): Range
/**
 * The whole numbers from `start` to `stop`, without `stop`, at distance `step` (which may be negative).
 *
 * @param step - @default 1
 * @throws {ERR_NUMPOOL_INVALID_ARG} unless all are safe integers and `step` is not 0
 * @example
 * ```ts
 * [...range(10, 0, -3)] // [10, 7, 4, 1]
 * ```
 */
export function range(start: number, stop: number, step?: number): Range
export function range(first: number, second?: number, step = 1): Range {
  const [start, stop] = second === undefined ? [0, first] : [first, second]
  wholeNumber('start', start)
  wholeNumber('stop', stop)
  wholeNumber('step', step)
  if (step === 0) throw invalidArgValue('step', 'a whole number other than 0', step)
  const distance = (stop - start) * Math.sign(step)
  if (!Number.isSafeInteger(distance)) {
    throw invalidArgValue('stop - start', 'at most Number.MAX_SAFE_INTEGER', distance)
  }
  return new Range(start || 0, stop || 0, step, distance <= 0 ? 0 : steps(distance, Math.abs(step)))
}

/** ⌈distance / step⌉ without the rounding of a division of large numbers. */
function steps(distance: number, step: number): number {
  const rest = distance % step
  return (distance - rest) / step + (rest === 0 ? 0 : 1)
}

/** Throws unless `value` is a safe integer. */
export function wholeNumber(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number') throw invalidArgType(name, 'a whole number', value)
  if (!Number.isSafeInteger(value)) throw invalidArgValue(name, 'a safe integer', value)
}
