/**
 * Pools that nobody can reach any more: their workers end after the calls they have, and a process warning tells of it, as
 * Python's ResourceWarning does. A pool that never had a worker holds nothing, so nobody has to close it.
 */
import { makeWarning } from '../warning'
import type { Crew } from './crew'

const collected = new FinalizationRegistry<Crew>((crew) => {
  if (crew.state === 'RUN' && crew.hasWorkers) process.emitWarning(warning(crew))
  crew.close()
})

/** Closes the crew when `pool` cannot be reached any more. */
export function closeWhenCollected(pool: object, crew: Crew): void {
  collected.register(pool, crew)
}

function warning({ name, size }: Crew): Error {
  return makeWarning(
    'NUMPOOL_UNCLOSED_POOL',
    `The pool '${name}' (size ${size}) was never closed, and nobody can reach it any more. ` +
      'Its workers end now; call close() or terminate(), or write `await using pool = new Pool()`.',
  )
}
