/**
 * Python's `imap` and `imap_unordered`: results while the source is still being read.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { UserFunction } from '../call'
import { isMovedData } from '../codec/moves'
import { failureAt } from '../engine/workers/calls/call-site'
import { CancelledError } from '../errors'
import type { CheckedCallOptions, Method } from '../options'
import { CallControl } from '../pool/control'
import type { Crew } from '../pool/crew'
import { NEW_ARRAY } from '../pool/output'
import { progressListener } from '../pool/progress'
import { callOf, type Request } from '../pool/submit'
import { route } from '../route'
import { isQuiet, listOf } from '../sequence'
import { channels } from '../watch/channels'
import { type CallEvent, callEvent, callSettles, callTold, tracedRun } from '../watch/events'
import { ImapIterator } from './iterator'
import { openSource } from './source'
import { Stream, type StreamOptions } from './stream'

export { ImapIterator } from './iterator'

/** Chunks in the buffer for each worker, where no size is given: as many as Python cuts a map into. */
const CHUNKS_PER_WORKER = 4

/**
 * Items in the buffer for each worker at most, where the buffer grows while they are quick: with `chunkSize: 'auto'`, and for
 * arrays and ranges, of which nobody can see how far they were read.
 */
const QUICK_ITEMS_PER_WORKER = 2048

/**
 * Why what still runs is stopped when an iterator ends. One for all: the stack of an error holds the objects whose methods were
 * running, the iterator among them, and its stream would be kept for ever by what waits for the iterator to be collected. (This
 * one is made while the call runs that loads the file.)
 */
const NOBODY_READS = settled(new CancelledError('nobody reads the iterator any more'))

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
  const event = callEvent(crew.counters, request)
  return event === undefined
    ? open(request, crew, undefined)
    : tracedRun(channels().call, event, () => open<T>(request, crew, event))
}

function open<T>(request: ImapRequest, crew: Crew, event: CallEvent | undefined): ImapIterator<T> {
  const { method, options } = request
  const { counters } = crew
  const { signal, timeout, onError = 'throw' } = options
  const progress = progressListener(
    options,
    { method, fn: request.fn, total: undefined },
    undefined,
  )
  const control = new CallControl({ method, fn: request.fn, signal, timeout, progress })
  const inContext = AsyncLocalStorage.snapshot()
  const calledFrom: { stack?: string } = {}
  Error.captureStackTrace(calledFrom, openImap)
  const stream = new Stream({
    source: openSource(control.stopped ? request.iterable : received(request)),
    ordered: method === 'imap',
    ...sizes(request, crew.size),
    stopOnError: onError === 'stop',
    collect: onError === 'collect',
    // The source's code runs in the caller's context, whoever made room for its items.
    inContext,
    async run(items, firstIndex, receiver) {
      crew.iteratorCall(1)
      try {
        for (let wait = crew.room(control); wait !== undefined && !control.stopped; ) {
          await wait
          wait = crew.hasPlace ? undefined : crew.room(control)
        }
        if (control.stopped) throw control.stopReason
        const part = { firstIndex, receiver, calledFrom }
        const call = callOf(
          { ...request, spread: false },
          listOf(items),
          NEW_ARRAY,
          control,
          { crew, event },
          part,
        )
        return await route({ ...call, stopOnError: false }, crew.workers)
      } catch (error) {
        throw failureAt(error, calledFrom)
      } finally {
        crew.iteratorCall(-1)
      }
    },
    finished() {
      const { stopped, stopReason } = control
      counters.calls[stopped ? 'cancelled' : 'done']++
      if (event !== undefined) callSettles(event, stopped, stopReason)
      // What still runs has nobody to run for.
      control.stop(NOBODY_READS)
      control.settle()
      crew.closeIterator(control)
      if (event !== undefined) callTold(event)
    },
    settled: (count) => control.progress(count),
    awaited: (waits) => control.hold(waits),
  })
  counters.calls.made++
  crew.openIterator(control)
  control.onStop((error) => stream.abandon({ error: failureAt(error, calledFrom) }))
  control.listen()
  // A pending call holds the process, an iterator that nobody asks does not.
  control.hold(false)
  stream.start()
  return new ImapIterator<T>(stream)
}

/** The source; a typed array that was moved is taken from its owner, as whole as it is now. */
function received({ iterable, options, defaults }: ImapRequest): ImapRequest['iterable'] {
  if (!isMovedData(iterable)) return iterable
  const array = iterable.value as Iterable<unknown>
  if ((options.engine ?? defaults.engine) === 'inline') return array
  try {
    return structuredClone(array, { transfer: iterable.transfer as ArrayBuffer[] })
  } catch {
    // Gone already, which reading it tells, or not to be transferred.
    return array
  }
}

type Sizes = Pick<StreamOptions, 'chunkSize' | 'bufferSize' | 'largestBuffer'>

function sizes({ options, iterable, defaults }: ImapRequest, workers: number): Sizes {
  const { chunkSize = 1, bufferSize } = options
  const measured = chunkSize === 'auto'
  const chunk = measured ? 1 : chunkSize
  // Those that wait at the same time, and as many again, so that none of them waits for the source.
  const { concurrency = defaults.concurrency ?? 1 } = options
  const size = bufferSize ?? workers * Math.max(CHUNKS_PER_WORKER * chunk, 2 * concurrency)
  const grows = bufferSize === undefined && (measured || isQuiet(iterable))
  const largestBuffer = grows ? Math.max(size, QUICK_ITEMS_PER_WORKER * workers) : size
  return { chunkSize: chunk, bufferSize: size, largestBuffer }
}

/** An error that holds nothing: its stack is a text once it was read. */
function settled<E extends Error>(error: E): E {
  String(error.stack)
  return error
}
