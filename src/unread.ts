/**
 * Failures that nobody has read: a process warning tells of each when its result is collected, and of the rest when the
 * process ends.
 */
import { makeWarning } from './warning'

/** A failure that waits to be read. */
export interface UnreadFailure {
  /** The method whose result failed. */
  readonly method: string
  readonly error: unknown
}

let waiting: Set<UnreadFailure> | undefined
let collected: FinalizationRegistry<UnreadFailure> | undefined

/** Remembers a failure until it is read, or `result` cannot be reached any more. */
export function rememberUnread(result: object, failure: UnreadFailure): void {
  if (waiting === undefined) {
    waiting = new Set()
    collected = new FinalizationRegistry(tellCollected)
    // 'exit' and not 'beforeExit': process.exit() skips the latter.
    process.once('exit', tellAll)
  }
  waiting.add(failure)
  collected?.register(result, failure, failure)
}

/** The failure was read after all. */
export function forgetUnread(failure: UnreadFailure): void {
  waiting?.delete(failure)
  collected?.unregister(failure)
}

function tellCollected(failure: UnreadFailure): void {
  waiting?.delete(failure)
  process.emitWarning(warning(`The result of ${failure.method} failed and was never read`, failure))
}

/** No new tick comes after 'exit', so the warning is given at once; one, however many failures there are. */
function tellAll(): void {
  const [first] = waiting ?? []
  if (waiting === undefined || first === undefined) return
  const { size } = waiting
  const what =
    size === 1
      ? `The result of ${first.method} failed and was never read`
      : `${size} results failed and were never read; the first, of ${first.method}`
  process.emit('warning', warning(what, first))
}

function warning(what: string, { error }: UnreadFailure): Error {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : describeThrown(error)
  const stack = error instanceof Error ? error.stack : undefined
  return makeWarning('NUMPOOL_UNREAD', `${what}: ${text}`, stack)
}

function describeThrown(error: unknown): string {
  try {
    return String(error)
  } catch {
    return 'an object without text'
  }
}
