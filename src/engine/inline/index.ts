/**
 * The inline engine: plain JavaScript, one item after another, in the calling thread. It is what the other engines are
 * compared with, and runs what is not worth a thread.
 */
import type { Call, Control, Engine, Failure, Outcome } from '../../call'
import { asyncResult } from '../../errors'
import { argumentsReader, itemReader } from '../../sequence'
import { collector } from './collect'
import { snapshot } from './snapshot'
import { withCaptures } from './with-captures'

/** How long an asynchronous call computes before it lets the event loop turn. */
const SLICE_MS = 8

export const inlineEngine: Engine = { run, runSync }

function runSync(call: Call): Outcome {
  const { control, data } = call
  const invoke = invoker(call)
  const { value, store } = collector(call.output, data.length)
  const failures: Failure[] = []
  for (let i = 0; i < data.length; i++) {
    if (control.stopped) throw control.stopReason
    try {
      const result = invoke(i)
      if (isThenable(result)) throw refused(result, call.method)
      store(i, result)
    } catch (error) {
      failures.push({ index: i, error })
    }
    if (control.watched) control.progress(i + 1)
  }
  return { value, failures }
}

async function run(call: Call): Promise<Outcome> {
  const { control, data } = call
  // The first slice runs in the caller's turn: data, captured variables and builtins count as they are now.
  const invoke = invoker(call)
  const { value, store } = collector(call.output, data.length)
  const failures: Failure[] = []
  let sliceEnd = performance.now() + SLICE_MS
  for (let i = 0; i < data.length; i++) {
    if (performance.now() > sliceEnd) {
      await nextTurn()
      sliceEnd = performance.now() + SLICE_MS
    }
    if (control.stopped) throw control.stopReason
    try {
      const result = invoke(i)
      store(i, isThenable(result) ? await settled(result, control) : result)
    } catch (error) {
      if (control.stopped) throw control.stopReason
      failures.push({ index: i, error })
    }
    if (control.watched) control.progress(i + 1)
  }
  return { value, failures }
}

/** Runs the function for the `i`-th item; it gets the item and nothing else. */
function invoker(call: Call): (i: number) => unknown {
  const data = snapshot(call.data, call.output)
  const fn = withCaptures(call.fn, call.captures) as (...args: unknown[]) => unknown
  if (call.spread) {
    const args = argumentsReader(data)
    return (i) => fn(...args(i))
  }
  const item = itemReader(data)
  return (i) => fn(item(i))
}

/** Waits for a promise of the function, which may never settle, or for the end of the call. */
function settled(result: PromiseLike<unknown>, control: Control): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const forget = control.onStop(reject)
    const done =
      <A>(go: (value: A) => void) =>
      (value: A) => {
        forget()
        go(value)
      }
    Promise.resolve(result).then(done(resolve), done(reject))
  })
}

/** The error for a promise in a sync call. What becomes of the promise is nobody's business any more. */
function refused(result: PromiseLike<unknown>, method: string): TypeError {
  Promise.resolve(result).catch(() => {})
  return asyncResult(method)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<PromiseLike<unknown>>).then === 'function'
  )
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
