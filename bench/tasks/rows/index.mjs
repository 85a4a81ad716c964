// The rows: what is asked of each contender, in how many processes and how often in each, and which ratio must hold.
import { bursts, roundTrip } from './bursts.mjs'
import { notNative } from './numbers.mjs'
import { fifty, skew } from './spinning.mjs'
import { byHand, byItem } from './strings.mjs'

/** Every row: `make(pool, peers)` gives what is measured, `peers` says which of the others it wants, by name; all where it is silent. */
export const ROWS = [...bursts, roundTrip, byItem, byHand, fifty, skew, notNative]
