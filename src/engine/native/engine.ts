/**
 * The native engine: a call becomes a kernel and columns, and enters Rust (`enter.ts`), now or as a job.
 */
import { type Call, type Outcome, type Output, type UserFunction, writtenArrays } from '../../call'
import { dtypeOf, isShared } from '../../dtype'
import type { Reason } from '../../errors'
import { detachedInput, InternalError, TimeoutError } from '../../errors'
import { now } from '../../platform/clock'
import { clearInterval, setInterval } from '../../platform/timers'
import { channels } from '../../watch/channels'
import { tracedEnd, tracedRun, tracedSettle } from '../../watch/events'
import { madeMs } from '../../watch/making'
import { callLeft, callTaken, nativeEvent } from '../../watch/tally'
import { type Addon, addonFailure, loadAddon } from './addon'
import { checking, sampleOf, verify } from './check'
import { type NativeColumn, readColumns, type Shape, shapeOf } from './columns'
import type { Kernel } from './compile'
import { loopPays, runsInPlace } from './cost'
import { enter, enterInto, type NativeCall } from './enter'
import { rememberFast } from './fast'
import { losesFractions } from './fractions'
import { keptForLater } from './kept'
import { openSession } from './mailbox'
import { borrowScratch, jobScratch, recycle } from './memory'
import { prepare } from './prepare'
import { Status, statusName } from './protocol'
import { misfit, type Target } from './several'

/** The call made ready, or everything that keeps it off this engine. `later` says that it will run after this turn. */
export function readyCall(call: Call, later: boolean): NativeCall | readonly Reason[] {
  const before = madeMs()
  const ready = prepareCall(call, later)
  call.counters.startMs += madeMs() - before
  return ready
}

function prepareCall(call: Call, later: boolean): NativeCall | readonly Reason[] {
  const addon = loadAddon()
  if (addon === undefined) return [noAddon()]
  const shape = shapeOf(call.data, call.spread)
  if ('code' in shape) return [shape]
  const prepared = prepare(addon, call.fn, shape, call.captures)
  if ('reasons' in prepared) return prepared.reasons
  const { kernel } = prepared
  const { length } = call.data
  // Of so many each thread has enough.
  const few = length > 0 && length < MANY
  if (
    kernel.loops &&
    call.engine === 'auto' &&
    few &&
    !loopPays(measured(addon, kernel), length, call.processes)
  )
    return [fewItems()]
  if (prepared.kernel.loops && call.taskTimeout !== Number.POSITIVE_INFINITY)
    return [endlessItems()]
  const { output } = call
  const bigints = intoBigints(output)
  if (bigints !== undefined) return [bigints]
  const reason = misfit(prepared.kernel, output)
  if (reason !== undefined && call.data.length > 0) return [reason]
  const allocate = later ? jobScratch : borrowScratch
  const columns = readTimed(call, shape, allocate)
  if ('code' in columns) return [columns]
  const session = openSession(addon)
  if (shape.columns === 1 && !shape.tuple && shape.booleans === 0 && !call.spread)
    rememberFast(call.fn, session, prepared)
  return { call, session, prepared, columns }
}

/** No kernel gives bigints. */
function intoBigints(output: Output): Reason | undefined {
  const dtypes = output.kind === 'typed' ? [output.dtype] : writtenArrays(output).map(dtypeOf)
  const dtype = dtypes.find((dtype) => dtype === 'int64' || dtype === 'uint64')
  if (dtype === undefined) return undefined
  return {
    code: 'bigint-array',
    message: `the results would go into ${dtype} elements, which hold bigints`,
  }
}

/** Items run side by side: which of them lasts too long, only workers can tell. */
function endlessItems(): Reason {
  return {
    code: 'task-timeout',
    message:
      'a loop runs for many items at once, so that none of them has a time of its own: give a timeout for the whole call',
  }
}

/** Items among which no thread computes few. */
const MANY = 256

function fewItems(): Reason {
  return {
    code: 'few-items',
    message:
      'a turn of a loop takes natively about as long for one item as for sixteen, and these are too few',
  }
}

/** The columns; the time is counted where elements are copied. */
function readTimed(
  { data, spread, counters }: Call,
  shape: Shape,
  allocate: (length: number) => Float64Array,
): NativeColumn[] | Reason {
  if (data.columns.every(({ kind }) => kind !== 'list'))
    return readColumns(data, spread, shape, allocate)
  const before = now()
  const columns = readColumns(data, spread, shape, allocate)
  counters.copyMs += now() - before
  return columns
}

/** Whether no kernel can be made of `fn` for so many numbers as arguments. */
export function refusesArguments(fn: UserFunction, count: number): boolean {
  const addon = loadAddon()
  if (addon === undefined) return true
  return 'reasons' in prepare(addon, fn, { columns: count, tuple: false, booleans: 0 }, undefined)
}

/** The reason that stands for a missing binary. */
export function noAddon(): Reason {
  const [why = ''] = addonFailure()?.message.split('\n') ?? ['not loaded']
  return {
    code: 'no-addon',
    message: `the native addon is not available here (${why.replace(/\.$/, '')})`,
  }
}

/** Runs in the calling thread, others helping where the work is worth it. */
export function runInPlace(native: NativeCall): Outcome {
  const { call, prepared } = native
  callTaken(call, 'native')
  lookForFractions(native)
  const event = nativeEvent(call, prepared.kernel.costNs, true)
  return event === undefined
    ? runHere(native)
    : tracedRun(channels().native, event, () => runHere(native))
}

function runHere(native: NativeCall): Outcome {
  const { call, session } = native
  const { counters, data, output } = call
  let done = 0
  let ms = 0
  try {
    const samples = checking ? sampleOf(call) : undefined
    const start = now()
    const [status, target] = enter(native, true, session.entries.run, (answer) => answer)
    const end = now()
    ms = end - start
    countBytes(native, target, true)
    giveBack(native)
    if (status !== Status.ok) throw failureOf(native, status)
    done = data.length
    if (call.control.watched) call.control.progress(data.length)
    const value = target.finish()
    if (samples !== undefined) verify(call, samples, value)
    // Elsewhere the results are where they belong.
    if (output.kind === 'array') counters.mergeMs += now() - end
    return { value, failures: [] }
  } finally {
    callLeft(call, 'native', done, 0, ms)
  }
}

/** Runs as a job while the event loop goes on. */
function runAsJob(given: NativeCall): Promise<Outcome> {
  const native = given.prepared.kernel.bailsOut ? keptForLater(given) : given
  const { call, prepared } = native
  callTaken(call, 'native')
  lookForFractions(native)
  const event = nativeEvent(call, prepared.kernel.costNs, false)
  if (event === undefined) return submitJob(native)
  const traced = channels().native
  return tracedRun(traced, event, () =>
    submitJob(native, (error) => {
      event.error = error
      tracedSettle(traced, event, error !== undefined)
      tracedEnd(traced, event)
    }),
  )
}

/** @param ended - hears of the end of a job that was begun, with what it failed with */
function submitJob(native: NativeCall, ended?: (error: unknown) => void): Promise<Outcome> {
  const { call, session } = native
  const { counters, data } = call
  const start = now()
  let submitted = start
  const leave = (done: number): void => callLeft(call, 'native', done, 0, now() - submitted)
  let target: Target
  let job: number
  let samples: ReturnType<typeof sampleOf> | undefined
  try {
    if (checking) samples = sampleOf(call)
    const answer = enter(native, false, session.entries.submit, (answer) => -answer)
    ;[job, target] = answer
    countBytes(native, target, false)
    // What was private, Rust has copied.
    giveBack(native)
    submitted = now()
    counters.copyMs += submitted - start
    if (job <= 0) throw failureOf(native, -job)
  } catch (error) {
    leave(0)
    throw error
  }
  return new Promise<Outcome>((resolve, reject) => {
    const forget = call.control.onStop(() => session.addon.cancel(job))
    const watcher = call.control.watched ? watch(call, session.addon, job) : undefined
    session.jobs.set(job, (status) => {
      forget()
      clearInterval(watcher)
      leave(status === Status.ok ? data.length : 0)
      try {
        if (status !== Status.ok) throw failureOf(native, status)
        if (call.control.watched) call.control.progress(data.length)
        const before = now()
        const value = target.finish()
        counters.mergeMs += now() - before
        if (samples !== undefined) verify(call, samples, value)
        ended?.(undefined)
        resolve({ value, failures: [] })
      } catch (error) {
        ended?.(error)
        reject(error)
      }
    })
  })
}

/** Notes when integer arrays cut the results. */
function lookForFractions(native: NativeCall): void {
  const { call, prepared, session } = native
  const { output, data, counters } = call
  if (output.kind !== 'typed' || counters.truncated) return
  const run = (array: Float64Array, length: number): boolean => {
    const first = { ...native, call: { ...call, data: { ...data, length } } }
    const target = { arrays: [array], float16: 0, boolean: 0, finish: () => array }
    return enterInto(first, target, session.entries.run) === Status.ok
  }
  counters.truncated = losesFractions(prepared.kernel, output.dtype, data.length, run)
}

/** Counts the bytes of inputs and output, by whether they are used where they are. */
function countBytes({ call, columns }: NativeCall, target: Target, inPlace: boolean): void {
  const { counters, data, output } = call
  for (const column of columns) {
    if (column.kind === 'range') continue
    const bytes = data.length * column.array.BYTES_PER_ELEMENT
    if (!column.scratch && (inPlace || isShared(column.array))) counters.bytesShared += bytes
    else counters.bytesCopied += bytes
  }
  const outs = writtenArrays(output)
  for (const array of target.arrays) {
    const bytes = data.length * array.BYTES_PER_ELEMENT
    const used =
      outs.length === 0 ? output.kind === 'typed' : outs.some((out) => out.buffer === array.buffer)
    if (used) counters.bytesShared += bytes
    else counters.bytesCopied += bytes
  }
}

/** The kernel has found that only JS knows the answer: what is left to be done, and why. */
export class BailedOut {
  readonly call: Call
  readonly reason: Reason

  constructor(call: Call, reason: Reason) {
    this.call = call
    this.reason = reason
  }
}

/** Scratch of checked lists goes back for the next call. */
function giveBack({ columns }: NativeCall): void {
  for (const column of columns)
    if (column.kind === 'memory' && column.scratch) recycle(column.array as Float64Array)
}

/** How often progress is read. */
const PROGRESS_MS = 50

function watch(call: Call, addon: Addon, job: number): NodeJS.Timeout {
  const timer = setInterval(() => call.control.progress(addon.progress(job)), PROGRESS_MS)
  timer.unref()
  return timer
}

/** What a kernel costs: as measured, once it has run. */
function measured(
  addon: Addon,
  { id, costNs, runNs, plainNs, counted }: Kernel,
): Pick<Kernel, 'costNs' | 'runNs' | 'plainNs' | 'counted'> {
  const itemNs = addon.itemNs?.(id) ?? 0
  return itemNs > 0
    ? { costNs: itemNs, runNs: 0, plainNs, counted }
    : { costNs, runNs, plainNs, counted }
}

/** Runs now or as a job, whichever holds the event loop for less. */
export function run(native: NativeCall): Outcome | Promise<Outcome> {
  const { call, prepared, columns, session } = native
  // Nobody knows how long a loop takes: the event loop must not wait for it.
  if (prepared.kernel.loops) return runAsJob(native)
  let copiedBytes = 0
  for (const column of columns)
    if (column.kind === 'memory' && !isShared(column.array)) copiedBytes += column.array.byteLength
  for (const { array } of prepared.tables) if (!isShared(array)) copiedBytes += array.byteLength
  const workNs = measured(session.addon, prepared.kernel).costNs * call.data.length
  const threads = Math.min(call.processes, session.addon.threads())
  return runsInPlace(workNs, threads, copiedBytes) ? runInPlace(native) : runAsJob(native)
}

function failureOf({ call, prepared }: NativeCall, status: number): unknown {
  switch (status) {
    case Status.cancelled:
    case Status.timedOut:
      return call.control.stopped
        ? call.control.stopReason
        : new TimeoutError(call.control.timeout, call.method)
    case Status.detached:
      return detachedInput('an input or output')
    case Status.outOfBounds:
      return new BailedOut(call, {
        code: 'out-of-bounds',
        message: `the function reads ${prepared.kernel.tables.map(({ name }) => `\`${name}\``).join(' or ')} at an index that it does not have, and gets undefined there`,
      })
    case Status.outOfMemory:
      return new RangeError(
        `Not enough memory to run ${call.method} over ${call.data.length} items natively; split the call or use shared arrays`,
      )
    default:
      return new InternalError(`The native engine answered ${statusName(status)} to ${call.method}`)
  }
}
