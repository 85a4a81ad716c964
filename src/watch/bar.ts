/**
 * The bar of `progress: true`: one line at the bottom of a terminal, redrawn in place and wiped at the end.
 *
 * A terminal shows one bar at a time, that of the oldest call; the next one has the line when it ends. Drawn on a timer
 * that does not hold the process, and by the counts themselves, since in a sync call no timer fires.
 */
import { now as processTime } from '../platform/clock'
import { clearInterval, setInterval } from '../platform/timers'

/** What a bar needs of stderr. */
export interface BarStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  write(text: string): unknown
}

export interface BarOptions {
  /** What is under way: the method and the function. */
  readonly label: string
  /** Items of the call; undefined where nobody knows. */
  readonly total: number | undefined
  /** @default process.stderr */
  readonly stream?: BarStream | undefined
  /** A clock in milliseconds. @default the process's own */
  readonly now?: (() => number) | undefined
}

/** The bar of one call. */
export interface Bar {
  /** So many items are finished. */
  update(done: number): void
  /** Wipes the bar; once is enough, more does no harm. */
  end(): void
}

/** Time between two drawings, and before the first: what is over by then shows nothing. */
const REDRAW_MS = 100

const WIDTH = 24

/** Back to the line's beginning, and wipe it. */
const WIPE = '\r\u001b[K'

/** A bar, where the stream is a terminal that can redraw a line; undefined elsewhere. */
export function createBar({
  label,
  total,
  stream = process.stderr,
  now = processTime,
}: BarOptions): Bar | undefined {
  if (stream.isTTY !== true || process.env.TERM === 'dumb') return undefined
  let screen = screens.get(stream)
  if (screen === undefined) {
    screen = new Screen(stream, now)
    screens.set(stream, screen)
  }
  return screen.open(label, total)
}

const screens = new WeakMap<BarStream, Screen>()

/** The line that the bars of one terminal share. */
class Screen {
  readonly #stream: BarStream
  readonly #now: () => number
  /** Oldest first. */
  readonly #lines = new Set<Line>()
  #timer: NodeJS.Timeout | undefined
  #drawnAt = 0
  #shown = ''

  constructor(stream: BarStream, now: () => number) {
    this.#stream = stream
    this.#now = now
  }

  open(label: string, total: number | undefined): Bar {
    const line = new Line(label, total, this.#now())
    if (this.#lines.size === 0) this.#drawnAt = this.#now()
    this.#lines.add(line)
    this.#timer ??= setInterval(() => this.#draw(), REDRAW_MS).unref()
    return {
      update: (done) => {
        line.done = done
        if (this.#now() - this.#drawnAt >= REDRAW_MS) this.#draw()
      },
      end: () => {
        if (this.#lines.delete(line)) this.#ended()
      },
    }
  }

  #draw(): void {
    const [oldest] = this.#lines
    if (oldest === undefined) return
    const now = this.#now()
    this.#drawnAt = now
    // A full line would wrap, and what has wrapped cannot be wiped.
    // (Terminals of machines say that they have no columns.)
    const text = oldest.text(now).slice(0, (this.#stream.columns || 80) - 1)
    if (text !== this.#shown) this.#stream.write(WIPE + text)
    this.#shown = text
  }

  #ended(): void {
    if (this.#lines.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
    if (this.#shown !== '') this.#stream.write(WIPE)
    this.#shown = ''
  }
}

/** How far one call is, in words. */
class Line {
  readonly #label: string
  readonly #total: number | undefined
  readonly #start: number
  done = 0

  constructor(label: string, total: number | undefined, start: number) {
    // A function's name may be any text: nothing in it may move the cursor.
    this.#label = label.replace(/\p{Cc}+/gu, ' ')
    this.#total = total
    this.#start = start
  }

  text(now: number): string {
    const { done } = this
    const total = this.#total
    const seconds = Math.max(now - this.#start, 1) / 1000
    const rate = done / seconds
    if (total === undefined)
      return `${this.#label} ${done} items, ${short(rate)}/s, ${clock(seconds)}`
    const share = total === 0 ? 1 : Math.min(done / total, 1)
    const full = Math.floor(share * WIDTH)
    const drawn = '#'.repeat(full) + '-'.repeat(WIDTH - full)
    const left = done === 0 ? '?' : clock(Math.max(total - done, 0) / rate)
    const percent = String(Math.floor(share * 100)).padStart(3)
    return `${this.#label} ${percent}% [${drawn}] ${done}/${total} ${short(rate)}/s ETA ${left}`
  }
}

/** A rate in three digits or so. */
function short(rate: number): string {
  const units = ['', 'k', 'M', 'G']
  let value = rate
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return (value < 10 ? value.toFixed(1) : value.toFixed(0)) + units[unit]
}

/** Seconds as `1:02:03` or `2:03`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds)
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor(whole / 60) % 60
  const tail = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${tail}` : `${minutes}:${tail}`
}
