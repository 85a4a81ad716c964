/**
 * Listening to the signals of calls: one listener for a signal, however many calls it stops. Node would warn of a leak at eleven, and
 * a listener for each of a thousand calls costs more than the calls.
 */

/** Who is told that a signal has been aborted. */
export interface Stoppable {
  stop(reason: unknown): boolean
}

interface Heard {
  readonly calls: Set<Stoppable>
  readonly onAbort: () => void
}

const heard = new WeakMap<AbortSignal, Heard>()

/** Stops `call` when the signal is aborted, unless it is forgotten first. */
export function listenTo(signal: AbortSignal, call: Stoppable): void {
  const known = heard.get(signal)
  if (known !== undefined) {
    known.calls.add(call)
    return
  }
  const calls = new Set([call])
  const onAbort = (): void => {
    heard.delete(signal)
    // One that is stopped may have others forgotten.
    for (const each of calls) each.stop(signal.reason)
  }
  heard.set(signal, { calls, onAbort })
  signal.addEventListener('abort', onAbort, { once: true })
}

/** The call is over; the last one takes the listener with it. */
export function forget(signal: AbortSignal, call: Stoppable): void {
  const known = heard.get(signal)
  if (known === undefined || !known.calls.delete(call) || known.calls.size > 0) return
  heard.delete(signal)
  signal.removeEventListener('abort', known.onAbort)
}
