/**
 * `NODE_DEBUG=numpool`: prints what the channels tell, as `util.debuglog` prints.
 */
import { inspect } from 'node:util'
import { now } from '../platform/clock'
import type { CallEvent, NativeEvent, TaskErrorEvent, TaskEvent, WorkerEvent } from './events'
import { callText, countText, msText } from './text'

/** Subscribes the printer. */
export function debug(): void {
  const { subscribe } = process.getBuiltinModule('node:diagnostics_channel')
  const print = (text: string): void => {
    process.stderr.write(`NUMPOOL ${process.pid}: ${text}\n`)
  }
  // When something began, kept under its event.
  const begun = new WeakMap<object, number>()
  const hear = <E extends object>(name: string, words: (event: E) => string): void =>
    subscribe(`numpool:${name}`, (event) => print(words(event as E)))
  const took = (event: object): string => {
    const start = begun.get(event)
    return start === undefined ? '' : ` after ${msText(now() - start)}`
  }
  const begin = (name: string): void =>
    subscribe(`numpool:${name}`, (event) => begun.set(event as object, now()))

  begin('call:start')
  begin('task:start')
  begin('native:start')
  hear<CallEvent>('call:end', (call) =>
    call.items === undefined
      ? `${callOf(call)} began`
      : `${callOf(call)} began: ${countText(call.items, 'item')}${by(call)}`,
  )
  hear<CallEvent>(
    'call:error',
    (call) => `${callOf(call)} failed${took(call)}: ${brief(call.error)}`,
  )
  hear<CallEvent>('call:asyncEnd', (call) => `${callOf(call)} settled${took(call)}`)
  hear<NativeEvent>(
    'native:start',
    (run) => `${callOf(run)} runs natively ${run.inPlace ? 'in place' : 'as a job'}`,
  )
  hear<TaskEvent>('task:start', (task) => `${taskOf(task)} goes to ${task.worker}`)
  hear<TaskEvent>(
    'task:end',
    (task) => `${taskOf(task)} ${task.outcome} at ${task.worker}${took(task)}`,
  )
  hear<TaskErrorEvent>(
    'task:error',
    ({ task, index, error }) =>
      `${task.pool}: item ${index} of ${callText(task.method, task.function)} failed: ${brief(error)}`,
  )
  hear<WorkerEvent>('worker:start', ({ worker }) => `${worker} starts`)
  hear<WorkerEvent>(
    'worker:ready',
    ({ worker, startMs = 0 }) => `${worker} is ready after ${msText(startMs)}`,
  )
  hear<WorkerEvent>(
    'worker:lost',
    ({ worker, exitCode, error }) =>
      `${worker} was lost (exit code ${exitCode})${error === undefined ? '' : `: ${brief(error)}`}`,
  )
  hear<WorkerEvent>(
    'worker:exit',
    ({ worker, exitCode }) => `${worker} ended (exit code ${exitCode})`,
  )
}

function callOf({ pool, method, function: name }: CallEvent | NativeEvent | TaskEvent): string {
  return `${pool}: ${callText(method, name)}`
}

function by({ engine }: CallEvent): string {
  return engine === undefined ? '' : `, ${engine}`
}

function taskOf(task: TaskEvent): string {
  return `${callOf(task)} [${task.low}, ${task.high})`
}

/** An error in one line, whatever it is. */
function brief(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error)
  return text.replace(/\s*\n\s*/g, ' ').slice(0, 200)
}
