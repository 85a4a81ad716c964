/**
 * Errors in workers that belong to no item: nobody waits for them, and they must not pass in silence.
 */
import { decode, type Encoded } from '../../../codec'
import { makeWarning } from '../../../warning'
import { withoutWorkerFrames } from '../calls/call-site'

export function warnOfStray(worker: string, encoded: Encoded): void {
  const error = decode(encoded)
  const stack = error instanceof Error ? withoutWorkerFrames(error.stack) : undefined
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  process.emitWarning(
    makeWarning(
      'NUMPOOL_STRAY_ERROR',
      `An error in worker ${worker} belongs to no running task: ${text}`,
      stack,
    ),
  )
}
