/**
 * What becomes of a unit whose worker has ended: the ledger says which items were begun and which were finished.
 */
import type { Unit } from '../calls/unit'
import type { Member } from '../crew/member'

/** Settles the unit: only what had begun is lost; the rest goes back through `giveBack`. The thread must have ended. */
export function settleAfterDeath(
  member: Member,
  unit: Unit,
  giveBack: (low: number, high: number) => void,
): void {
  const { seat, work, low, high, reported, heard } = unit
  if (seat?.member !== member) return
  const count = high - low
  const { ledger, exitCode, error } = member
  const taken = Math.min(count, ledger.taken(seat.slot) * unit.grain)
  const begun = heard === undefined ? Math.max(ledger.begun(seat.slot), reported) : taken
  const finished = Math.max(ledger.finished(seat.slot), reported)
  member.seats.free(unit)
  if (work.settled) return
  giveBack(low + begun, high)
  const again: number[] = []
  const lose = (offset: number, state: 'lost' | 'maybe-done'): void => {
    const index = low + offset
    if (unit.givenUp?.has(offset) === true) return
    if (work.retries(index)) again.push(index)
    else
      unit.accept(
        offset,
        1,
        undefined,
        new Map([[index, work.lostError(index, state, exitCode, error)]]),
      )
  }
  if (heard === undefined) {
    if (work.stores) unit.accept(reported, finished - reported, undefined, undefined)
    else for (let offset = reported; offset < finished; offset++) lose(offset, 'maybe-done')
    for (let offset = finished; offset < begun; offset++) lose(offset, 'lost')
  } else {
    // Several ran at a time: which of them had finished, nobody has written down.
    for (let offset = 0; offset < begun; offset++)
      if (heard[offset] !== 1) lose(offset, 'maybe-done')
  }
  for (const index of again.reverse()) giveBack(index, index + 1)
}
