/**
 * Single calls that came together: each has a function and arguments of its own.
 */
import { decode } from '../../../codec'
import type { BatchMessage } from '../protocol'
import { argumentsOf } from './forms'
import type { AnyFunction, FunctionMaker } from './functions'
import type { Runner } from './unit'

const { apply } = Reflect
const { hasOwn } = Object

/** A function as it came, or what making it threw. */
interface Arrived {
  readonly fn: AnyFunction | undefined
  readonly error: unknown
  readonly kind: number
}

/** The functions of a batch are made when it arrives: others may be sent without their texts from then on. */
export function openBatch(batch: BatchMessage, maker: FunctionMaker): () => Runner {
  const { fns } = batch
  const arrived: Arrived[] = []
  for (let i = 0; i < fns.length; i++) {
    const message = fns[i] as BatchMessage['fns'][number]
    let fn: AnyFunction | undefined
    let error: unknown
    try {
      fn = maker.make(message)
    } catch (thrown) {
      error = thrown
    }
    arrived[i] = { fn, error, kind: message.key ?? message.template ?? -1 }
  }
  return () => runnerOf(batch, arrived)
}

function runnerOf(batch: BatchMessage, fns: readonly Arrived[]): Runner {
  const { which, arity, args: encoded } = batch
  // Not what somebody may have put on Object.prototype.
  const limit = hasOwn(batch, 'limit') ? batch.limit : undefined
  const first = fns[0] as Arrived
  const kind = (offset: number): number =>
    which === undefined ? first.kind : (fns[which[offset] as number] as Arrived).kind
  const common = {
    output: undefined,
    tight: undefined,
    kind,
    proof: undefined,
    firstIndex: undefined,
    limit,
  }
  if (hasOwn(batch, 'formed')) {
    const own = argumentsOf(batch.formed as NonNullable<BatchMessage['formed']>)
    const invoke = (offset: number): unknown => {
      const call = which === undefined ? first : (fns[which[offset] as number] as Arrived)
      if (call.fn === undefined) throw call.error
      return apply(call.fn, undefined, own(offset))
    }
    return { ...common, invoke }
  }
  let args: unknown[]
  try {
    args = decode(encoded) as unknown[]
  } catch (error) {
    // Reading them may run code of the user's: that of a class that crosses by a codec.
    const invoke = (): never => {
      throw error
    }
    return { ...common, invoke }
  }
  const { fn } = first
  // One function with one argument is what most batches are.
  // Not `fn(…)`: V8's middle compiler (Maglev) would put the function's body in here, where its loops never reach the optimizing one.
  if (which === undefined && fn !== undefined && arity === 1)
    return { ...common, invoke: (offset) => apply(fn, undefined, [args[offset]]) }
  const starts = startsOf(arity)
  const invoke = (offset: number): unknown => {
    const call = which === undefined ? first : (fns[which[offset] as number] as Arrived)
    if (call.fn === undefined) throw call.error
    const count = typeof arity === 'number' ? arity : (arity[offset] as number)
    const start = starts === undefined ? offset * count : (starts[offset] as number)
    const own: unknown[] = []
    for (let i = 0; i < count; i++) own[i] = args[start + i]
    return apply(call.fn, undefined, own)
  }
  return { ...common, invoke }
}

/** Where the arguments of each call begin; undefined when all have as many. */
function startsOf(arity: BatchMessage['arity']): number[] | undefined {
  if (typeof arity === 'number') return undefined
  const starts: number[] = []
  let at = 0
  for (let i = 0; i < arity.length; i++) {
    starts[i] = at
    at += arity[i] as number
  }
  return starts
}
