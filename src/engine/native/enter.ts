/**
 * The entry of a call into Rust: where it writes, what goes through the mailbox, what as arguments.
 */
import type { Call } from '../../call'
import { copyOf, type NumberArray } from '../../dtype'
import { now } from '../../platform/clock'
import type { Entries } from './addon'
import type { NativeColumn } from './columns'
import type { Session } from './mailbox'
import type { Prepared } from './prepare'
import {
  FLAG_OUT_BOOLEAN,
  FLAG_OUT_FLOAT16,
  M_FLAGS,
  M_LENGTH,
  M_OUTS_BOOLEAN,
  M_OUTS_FLOAT16,
  M_PARAMS,
  M_PARTICIPANTS,
  M_RANGES,
  M_TABLE_FLAGS,
  M_TIMEOUT,
  Status,
} from './protocol'
import { chooseTarget, type Target } from './several'

/** A call that can run natively, columns not yet read. */
export interface NativeCall {
  readonly call: Call
  readonly session: Session
  readonly prepared: Prepared
  readonly columns: readonly NativeColumn[]
}

/**
 * Chooses the target and calls `run` or `submit`; where the output spoils what is read, a second time with copied columns, or
 * into a target apart from all, so that everything is still there when the kernel bails out.
 */
export function enter(
  native: NativeCall,
  direct: boolean,
  entry: Entries['run'],
  statusOf: (answer: number) => number,
): [number, Target] {
  const { call, prepared, columns } = native
  const { kernel } = prepared
  const { length } = call.data
  const target = chooseTarget(call.output, kernel, length, direct)
  const answer = enterInto(native, target, entry)
  if (statusOf(answer) !== Status.overlap) return [answer, target]
  if (kernel.tables.length === 0) {
    const apart = { ...native, columns: columns.map((column) => copied(column, length)) }
    return [enterInto(apart, target, entry), target]
  }
  const apart = chooseTarget(call.output, kernel, length, direct, true)
  return [enterInto(native, apart, entry), apart]
}

/** Calls `run` or `submit` with this target. */
export function enterInto(native: NativeCall, target: Target, entry: Entries['run']): number {
  const { prepared, columns } = native
  const { kernel, tables } = prepared
  fillMailbox(native, target, columns)
  const [first] = columns
  const out = kernel.results.length === 1 ? (target.arrays[0] as NumberArray) : target.arrays
  return columns.length === 1 && first !== undefined && tables.length === 0
    ? entry(kernel.id, out, argument(first))
    : entry(kernel.id, out, ...columns.map(argument), ...tables.map(({ array }) => array))
}

/** 0 would mean no timeout. */
const MIN_TIMEOUT_MS = 0.001

function fillMailbox(native: NativeCall, target: Target, columns: readonly NativeColumn[]): void {
  const { session, call, prepared } = native
  const { mailbox } = session
  let flags = 0
  if (prepared.kernel.results.length > 1) {
    mailbox[M_OUTS_FLOAT16] = target.float16
    mailbox[M_OUTS_BOOLEAN] = target.boolean
  } else {
    if (target.float16 !== 0) flags |= FLAG_OUT_FLOAT16
    if (target.boolean !== 0) flags |= FLAG_OUT_BOOLEAN
  }
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c] as NativeColumn
    if (column.kind === 'range') {
      mailbox[M_RANGES + 2 * c] = column.start
      mailbox[M_RANGES + 2 * c + 1] = column.step
    } else if (column.float16) flags |= 1 << c
  }
  const { deadline } = call.control
  mailbox[M_LENGTH] = call.data.length
  // An async call's timer cancels the job; a sync one has no event loop to run a timer.
  mailbox[M_TIMEOUT] = deadline === Infinity ? 0 : Math.max(deadline - now(), MIN_TIMEOUT_MS)
  mailbox[M_PARTICIPANTS] = call.processes
  mailbox[M_FLAGS] = flags
  const { values, tables } = prepared
  if (tables.length > 0) {
    let float16 = 0
    for (let t = 0; t < tables.length; t++) if (tables[t]?.float16) float16 |= 1 << t
    mailbox[M_TABLE_FLAGS] = float16
  }
  for (let i = 0; i < values.length; i++) mailbox[M_PARAMS + i] = Number(values[i])
}

function argument(column: NativeColumn): NumberArray | null {
  return column.kind === 'memory' ? column.array : null
}

function copied(column: NativeColumn, length: number): NativeColumn {
  return column.kind === 'memory'
    ? { ...column, array: copyOf(column.array, length) as NumberArray, scratch: false }
    : column
}
