/**
 * Pools that nobody can reach any more: their workers end after the calls they have, and a process warning tells of it, as
 * Python's ResourceWarning does. A pool that never had a worker holds nothing, so nobody has to close it.
 */
import type { Crew } from './crew'

const CODE = 'NUMPOOL_UNCLOSED_POOL'

const collected = new FinalizationRegistry<Crew>((crew) => {
  if (crew.state === 'RUN' && crew.hasWorkers) process.emitWarning(warning(crew))
  crew.close()
})

/** Closes the crew when `pool` cannot be reached any more. */
export function closeWhenCollected(pool: object, crew: Crew): void {
  collected.register(pool, crew)
}

function warning({ name, size }: Crew): Error {
  const made: Error & { code?: string } = new Error(
    `The pool '${name}' (size ${size}) was never closed, and nobody can reach it any more. ` +
      'Its workers end now; call close() or terminate(), or write `await using pool = new Pool()`.',
  )
  made.name = 'NumpoolWarning'
  made.code = CODE
  // Where the garbage collector ran says nothing.
  made.stack = `${made.name}: ${made.message}`
  return made
}
