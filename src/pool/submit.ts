/**
 * Making calls of checked arguments, and results of calls.
 */
import { AsyncResult } from '../async-result'
import type { Call, Data, Outcome, Output, UserFunction } from '../call'
import { detach } from '../codec/moves'
import { type CalledFrom, failureAt } from '../engine/workers/calls/call-site'
import { CancelledError } from '../errors'
import type { CallDefaults, CheckedCallOptions, Method } from '../options'
import { queueMicrotask } from '../platform/timers'
import { route, routeSync } from '../route'
import { channels } from '../watch/channels'
import { type CallEvent, callEvent, callSettles, callTold, tracedRun } from '../watch/events'
import { callerContext, type RunCallback } from './context'
import { CallControl } from './control'
import type { Crew } from './crew'
import { progressListener } from './progress'

/** A call whose arguments were checked, data not yet read. */
export interface Request<T> {
  readonly method: Method
  readonly fn: UserFunction
  readonly spread: boolean
  readonly options: CheckedCallOptions
  /** What the pool says where the options say nothing. */
  readonly defaults: CallDefaults
  readonly throwUnread: boolean
  /** Reads the data; what it throws concerns the data and rejects the result. */
  read(): Data
  /** Chooses the output; what it throws concerns the options and is thrown at once. */
  output(data: Data): Output
  /** The result; throws the error that the call fails with. */
  result(outcome: Outcome, data: Data): T
}

/** Runs a request and gives its result at once. */
export function submit<T>(request: Request<T>, crew: Crew): AsyncResult<T> {
  const event = callEvent(crew.counters, request)
  return event === undefined
    ? start(request, crew, undefined)
    : tracedRun(channels().call, event, () => start(request, crew, event))
}

function start<T>(request: Request<T>, crew: Crew, event: CallEvent | undefined): AsyncResult<T> {
  const { method, options } = request
  const { counters } = crew
  const { callback, errorCallback } = options
  const runCallback = contextFor(options)
  let data: Data
  try {
    data = request.read()
  } catch (error) {
    counters.calls.made++
    counters.calls.failed++
    return failed(request, error, runCallback, event)
  }
  const output = request.output(data)
  const control = controlFor(request, data.length, runCallback)
  counters.calls.made++
  if (event !== undefined) event.items = data.length
  // The workers engine takes the place of every call down; for others that costs more than a small call.
  const calledFrom: CalledFrom = {}
  const { taskTimeout = request.defaults.taskTimeout } = options
  if (
    options.timeout !== undefined ||
    options.signal !== undefined ||
    taskTimeout !== Number.POSITIVE_INFINITY
  )
    Error.captureStackTrace(calledFrom, submit)

  return new AsyncResult<T>(
    (resolve, reject) => {
      let settled = false
      // Callbacks first: they run before anyone who waits for the result goes on.
      const fail = (thrown: unknown): void => {
        if (settled) return
        settled = true
        const error = failureAt(thrown, calledFrom)
        counters.calls[control.stopped ? 'cancelled' : 'failed']++
        control.settle()
        if (event !== undefined) callSettles(event, true, error)
        if (errorCallback !== undefined) runCallback?.(errorCallback, error)
        reject(error)
        if (event !== undefined) callTold(event)
      }
      const succeed = (outcome: Outcome): void => {
        if (settled) return
        if (control.watched) control.progress(data.length)
        let result: T
        try {
          result = request.result(outcome, data)
        } catch (error) {
          fail(error)
          return
        }
        settled = true
        counters.calls.done++
        control.settle()
        if (event !== undefined) callSettles(event, false, result)
        if (callback !== undefined) runCallback?.(callback, result)
        resolve(result)
        if (event !== undefined) callTold(event)
      }
      if (control.stopped) {
        // Not in the caller's own turn: no callback comes before the result is in the caller's hands.
        queueMicrotask(() => fail(control.stopReason))
        return
      }
      // A stop settles the result at once, however long the engine takes to stop.
      control.onStop(fail)
      control.listen()
      crew.begin(control)
      const part = { firstIndex: 0, calledFrom }
      const call = callOf(request, data, output, control, { crew, event }, part)
      const running = route(call, crew.workers)
      // Everything has been read by now.
      if (data.moves?.taken === true) detach(data.moves.objects)
      running.then(
        (outcome) => {
          crew.end(control)
          succeed(outcome)
        },
        (error: unknown) => {
          crew.end(control)
          fail(error)
        },
      )
    },
    {
      method,
      throwUnread: request.throwUnread,
      read: errorCallback !== undefined,
      cancel: (reason) => control.stop(new CancelledError(reason, control.name)),
    },
  )
}

/** Runs a request in the calling thread's turn. */
export function submitSync<T>(request: Request<T>, crew: Crew): T {
  const event = callEvent(crew.counters, request)
  if (event === undefined) return runSync(request, crew, undefined)
  return tracedRun(channels().call, event, () => {
    const result = runSync(request, crew, event)
    event.result = result
    return result
  })
}

function runSync<T>(request: Request<T>, crew: Crew, event: CallEvent | undefined): T {
  const { counters } = crew
  const data = request.read()
  const output = request.output(data)
  const control = controlFor(request, data.length, contextFor(request.options))
  counters.calls.made++
  if (event !== undefined) event.items = data.length
  let done = false
  crew.begin(control)
  try {
    if (control.stopped) throw control.stopReason
    const call = callOf(request, data, output, control, { crew, event })
    const outcome = routeSync(call, crew.workers)
    if (control.watched) control.progress(data.length)
    const result = request.result(outcome, data)
    done = true
    return result
  } finally {
    if (data.moves?.taken === true) detach(data.moves.objects)
    counters.calls[done ? 'done' : control.stopped ? 'cancelled' : 'failed']++
    control.settle()
    crew.end(control)
  }
}
/** What engines take. */
export function callOf(
  {
    method,
    fn,
    spread,
    options,
    defaults,
  }: Pick<Request<unknown>, 'method' | 'fn' | 'spread' | 'options' | 'defaults'>,
  data: Data,
  output: Output,
  control: CallControl,
  { crew, event }: { readonly crew: Crew; readonly event: CallEvent | undefined },
  part?: Pick<Call, 'receiver' | 'firstIndex' | 'calledFrom'>,
): Call {
  return {
    method,
    fn,
    spread,
    data,
    output,
    engine: options.engine ?? defaults.engine,
    captures: options.captures,
    chunkSize: options.chunkSize,
    taskTimeout: options.taskTimeout ?? defaults.taskTimeout,
    graceMs: options.graceMs ?? defaults.graceMs,
    concurrency: options.concurrency ?? defaults.concurrency,
    idempotent: options.idempotent ?? defaults.idempotent,
    stopOnError: options.onError === 'stop',
    receiver: part?.receiver,
    firstIndex: part?.firstIndex ?? 0,
    calledFrom: part?.calledFrom,
    control,
    processes: crew.size,
    counters: crew.counters,
    event,
  }
}

/** The result of a call whose data could not be read. */
function failed<T>(
  { method, options, throwUnread }: Request<T>,
  error: unknown,
  runCallback: RunCallback | undefined,
  event: CallEvent | undefined,
): AsyncResult<T> {
  const { errorCallback } = options
  return new AsyncResult<T>(
    (_, reject) => {
      queueMicrotask(() => {
        if (event !== undefined) callSettles(event, true, error)
        if (errorCallback !== undefined) runCallback?.(errorCallback, error)
        reject(error)
        if (event !== undefined) callTold(event)
      })
    },
    { method, throwUnread, read: errorCallback !== undefined },
  )
}

/** The caller's async context, where something will have to run in it. */
function contextFor(options: CheckedCallOptions): RunCallback | undefined {
  const { callback, errorCallback, onProgress } = options
  const anything = callback ?? errorCallback ?? onProgress
  return anything === undefined ? undefined : callerContext()
}

function controlFor(
  { method, fn, options }: Request<unknown>,
  total: number,
  runCallback: RunCallback | undefined,
): CallControl {
  const { signal, timeout } = options
  const progress = progressListener(options, { method, fn, total }, runCallback)
  return new CallControl({ method, fn, signal, timeout, progress })
}
