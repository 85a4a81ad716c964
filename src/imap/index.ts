/**
 * Python's `imap` and `imap_unordered`: results while the source is still being read.
 */
import type { UserFunction } from '../call'
import { CancelledError } from '../errors'
import type { CheckedCallOptions, Method } from '../options'
import { CallControl } from '../pool/control'
import type { Crew } from '../pool/crew'
import { NEW_ARRAY } from '../pool/output'
import { callOf, type Request } from '../pool/submit'
import { route } from '../route'
import { listOf } from '../sequence'
import { ImapIterator } from './iterator'
import { openSource } from './source'
import { Stream } from './stream'

export { ImapIterator } from './iterator'

/** Chunks in the buffer for each worker, where no size is given: as many as Python cuts a map into. */
const CHUNKS_PER_WORKER = 4

/** An imap whose arguments were checked. */
export interface ImapRequest {
  readonly method: Method & ('imap' | 'imapUnordered')
  readonly fn: UserFunction
  readonly iterable: Iterable<unknown> | AsyncIterable<unknown>
  readonly options: CheckedCallOptions
  readonly defaults: Request<unknown>['defaults']
}

/** Begins to run the items. */
export function openImap<T>(request: ImapRequest, crew: Crew): ImapIterator<T> {
  const { method, options } = request
  const { signal, timeout } = options
  const chunkSize = typeof options.chunkSize === 'number' ? options.chunkSize : 1
  const control = new CallControl({ method, signal, timeout })
  const stream = new Stream({
    source: openSource(request.iterable),
    ordered: method === 'imap',
    chunkSize,
    bufferSize: options.bufferSize ?? CHUNKS_PER_WORKER * crew.size * chunkSize,
    async run(items) {
      crew.iteratorCall(1)
      try {
        const call = callOf({ ...request, spread: false }, listOf(items), NEW_ARRAY, control, { counters: crew.counters, event: undefined })
        return await route(call, crew.workers)
      } finally {
        crew.iteratorCall(-1)
      }
    },
    finished() {
      // Chunks that still run have nobody to run for.
      control.stop(new CancelledError('nobody reads the iterator any more'))
      control.settle()
      crew.closeIterator(control)
    },
    awaited: (waits) => control.hold(waits),
  })
  crew.openIterator(control)
  control.onStop((error) => void stream.stop({ error }))
  control.listen()
  // A pending call holds the process, an iterator that nobody asks does not.
  control.hold(false)
  stream.start()
  return new ImapIterator<T>(stream)
}
