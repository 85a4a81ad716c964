/**
 * The engines' side of counting: which calls an engine takes, and what becomes of their items.
 */
import type { Call } from '../call'
import { channels, heard } from './channels'
import type { NativeEvent } from './events'
import { nameOf } from './slowest'

/** An engine begins with a call; every item of it will be told of by {@link itemsEnded} and {@link restCancelled}. */
export function callTaken(
  { counters, data, event }: Call,
  by: 'native' | 'workers' | 'inline',
): void {
  counters[by].runs++
  counters.items.taken += data.length
  if (by !== 'workers') counters.items.inCaller += data.length
  if (event !== undefined) event.engine = by
  if (data.moves !== undefined) data.moves.taken = by !== 'inline'
}

/** An engine in the calling thread is done with a call; items that have not ended will not run. */
export function callLeft(
  { counters, data }: Call,
  by: 'native' | 'inline',
  done: number,
  failed: number,
  ms: number,
): void {
  const { items } = counters
  items.inCaller -= data.length
  items.done += done
  items.failed += failed
  items.cancelled += data.length - done - failed
  counters[by].items += done + failed
  counters[by].ms += ms
}

/** What channels are told of a native run; undefined when nobody listens. */
export function nativeEvent(
  { counters, method, fn, data, event }: Call,
  nsPerItem: number,
  inPlace: boolean,
): NativeEvent | undefined {
  if (!heard(channels().native)) return undefined
  return {
    pool: counters.pool,
    method,
    function: nameOf(fn),
    items: data.length,
    inPlace,
    nsPerItem,
    call: event,
  }
}
