/**
 * What the workers engine tells of its threads and chunks: to the counters always, to the channels where somebody listens.
 */
import { now } from '../platform/clock'
import { channels } from './channels'
import type { Counters } from './counters'
import type { TaskErrorEvent, TaskEvent, Told, WorkerEvent } from './events'
import { nameOf } from './slowest'

/** A worker, as far as it is told of. */
export interface WatchedWorker {
  readonly name: string
  /** When it was started, by the clock. */
  readonly since: number
  readonly exitCode: number | undefined
  readonly error: unknown
}

/** Items for a worker. */
export interface WatchedUnit {
  readonly work: { readonly told: Told }
  readonly low: number
  readonly high: number
}

const events = new WeakMap<WatchedWorker, WorkerEvent>()

function eventOf({ pool }: Counters, worker: WatchedWorker): WorkerEvent {
  let event = events.get(worker)
  if (event === undefined) {
    event = { pool, worker: worker.name }
    events.set(worker, event)
  }
  return event
}

/** A thread was started. */
export function workerStarted(counters: Counters, worker: WatchedWorker): void {
  counters.started++
  const { start } = channels().worker
  if (start.hasSubscribers) start.publish(eventOf(counters, worker))
}

/** It takes work. */
export function workerReady(counters: Counters, worker: WatchedWorker): void {
  const ms = now() - worker.since
  counters.startMs += ms
  const { ready } = channels().worker
  if (!ready.hasSubscribers) return
  const event = eventOf(counters, worker)
  event.startMs = ms
  ready.publish(event)
}

/** It has ended by itself; {@link workerExited} follows, or came before. */
export function workerLost(counters: Counters, worker: WatchedWorker): void {
  counters.lost++
  const { lost } = channels().worker
  if (!lost.hasSubscribers) return
  const event = eventOf(counters, worker)
  event.exitCode = worker.exitCode
  if (worker.error !== undefined) event.error = worker.error
  lost.publish(event)
}

/** The thread has gone. */
export function workerExited(counters: Counters, worker: WatchedWorker): void {
  const { exit } = channels().worker
  if (!exit.hasSubscribers) return
  const event = eventOf(counters, worker)
  event.exitCode = worker.exitCode
  exit.publish(event)
}

/** A worker is given items; gives the event that {@link taskEnded} is to get, when somebody listens. */
export function taskGiven(
  counters: Counters,
  worker: WatchedWorker,
  { work, low, high }: WatchedUnit,
): TaskEvent | undefined {
  const { start, end, error } = channels().task
  if (!start.hasSubscribers && !end.hasSubscribers && !error.hasSubscribers) return undefined
  const { method, fn, firstIndex = 0, event } = work.told
  const task: TaskEvent = {
    pool: counters.pool,
    worker: worker.name,
    method,
    function: nameOf(fn),
    low: firstIndex + low,
    high: firstIndex + high,
    call: event,
  }
  start.publish(task)
  return task
}

/** An item of it has failed. */
export function taskItemFailed(task: TaskEvent, index: number, error: unknown): void {
  const told: TaskErrorEvent = { task, index, error }
  channels().task.error.publish(told)
}

/** It is off the worker, with so many items done. */
export function taskEnded(
  task: TaskEvent,
  outcome: NonNullable<TaskEvent['outcome']>,
  done: number,
): void {
  task.outcome = outcome
  task.done = done
  channels().task.end.publish(task)
}
