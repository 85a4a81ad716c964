/**
 * Which engine runs a call: native where the function, its data and this machine allow it, workers otherwise. What the
 * caller asks for by name is done or refused, never replaced.
 */
import type { Call, Engine, Outcome } from '../call'
import { inlineEngine } from '../engine/inline'
import { BailedOut, readyCall, run, runInPlace } from '../engine/native/engine'
import type { NativeCall } from '../engine/native/enter'
import { NotNativeError, type Reason } from '../errors'
import { unwrapKernel } from '../function/kernel-state'

/** Runs an asynchronous call; `workers` makes or finds the pool's crew. */
export async function route(call: Call, workers: () => Engine): Promise<Outcome> {
  const native = nativeCall(call, true)
  // `await` takes a promise as it is; one that is returned is asked for its `then`, in a job of its own.
  if (native === undefined) return await plainEngine(call, workers).run(plainCall(call))
  if (!native.prepared.kernel.bailsOut) return await run(native)
  try {
    return await run(native)
  } catch (error) {
    const rest = restOf(error)
    return await plainEngine(rest, workers).run(plainCall(rest))
  }
}

/** Runs a synchronous call. */
export function routeSync(call: Call, workers: () => Engine): Outcome {
  const native = nativeCall(call, false)
  if (native === undefined) return plainEngine(call, workers).runSync(plainCall(call))
  if (!native.prepared.kernel.bailsOut) return runInPlace(native)
  try {
    return runInPlace(native)
  } catch (error) {
    const rest = restOf(error)
    return plainEngine(rest, workers).runSync(plainCall(rest))
  }
}

/** What is left to do where a kernel has bailed out: kernels change nothing, so all of it. Any other failure is thrown. */
function restOf(error: unknown): Call {
  if (!(error instanceof BailedOut)) throw error
  if (error.call.engine === 'native') throw new NotNativeError([error.reason])
  return error.call
}

/** The call for the native engine; undefined when another engine is to run it. */
function nativeCall(call: Call, later: boolean): NativeCall | undefined {
  if (call.engine === 'workers' || call.engine === 'inline') return undefined
  const ready = readyCall(call, later)
  if (!isRefused(ready)) return ready
  // No rows, so nobody knows how many arguments there would be: nothing to refuse, and nothing to run.
  const shapeless = call.spread && call.data.length === 0 && !call.data.tuple
  if (call.engine === 'native' && !shapeless) throw new NotNativeError(ready)
  return undefined
}

function isRefused(ready: NativeCall | readonly Reason[]): ready is readonly Reason[] {
  return Array.isArray(ready)
}

function plainEngine(call: Call, workers: () => Engine): Engine {
  // No items, no work: nothing has to travel or start.
  return call.engine === 'inline' || call.data.length === 0 ? inlineEngine : workers()
}

/** The call with the function that stands behind a kernel. */
function plainCall(call: Call): Call {
  const { fn, captures } = unwrapKernel(call.fn, call.captures)
  return fn === call.fn ? call : { ...call, fn, captures }
}
