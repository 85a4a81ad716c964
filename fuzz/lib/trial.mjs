// One call on both sides: numpool's native engine and plain JS, compared item by item with Object.is.
import { cut, inputOf, isTyped, itemOf } from './columns.mjs'
import { TYPES } from './dtypes.mjs'
import { textOf } from './program.mjs'

/**
 * The program's function; `set` gives the variables of its closure new values.
 *
 * @param {string} [mark] - a comment in the function's text, so that nothing is remembered of the same text
 */
export function compiled(program, mark = '') {
  const names = program.captures.map(({ name }) => name)
  const given = names.map((name) => `_${name}`)
  const set = names.map((name, i) => `${name} = ${given[i]}`).join('; ')
  const { beside, fn } = textOf(program)
  const marked = fn.replace('(', () => `(${mark}`)
  const text = `'use strict'; ${beside}\nreturn { fn: ${marked}, set(${given}) { ${set} } }`
  return new Function(...names, text)(...names.map(() => 0))
}

/** What a closure holds while the values are given as an option: an engine that reads it gives wrong results. */
const NOT_MEANT = 12345.678

function captureValue(value) {
  if (typeof value === 'object') return value.object ?? value.data
  return typeof value === 'string' ? Math[value.slice('Math.'.length)] : value
}

/** The data of a call, as the pool's method takes it. */
function inputs(call, columns, numpool) {
  if (call.gather === 'rows') return rows(call)
  const parts = columns.map((column) => inputOf(column, numpool))
  if (call.gather === 'alone') return parts[0]
  return call.gather === 'zip'
    ? numpool.zip(...parts)
    : numpool.enumerate(parts[1], call.columns[0].start)
}

function rows({ columns, length }) {
  return Array.from({ length }, (_, i) => columns.map((column) => itemOf(column, i)))
}

/**
 * How a call came out: `refused` with the reasons where the native engine did not take it, `mismatch` where it gave
 * something else than plain JS, `invalid` where plain JS itself throws (only the shrinker makes such programs).
 *
 * @typedef {{ refused?: readonly { code: string }[], fell?: boolean, mismatch?: string, invalid?: unknown,
 *   wanted?: ArrayLike<unknown>, ran?: readonly string[] }} Outcome - `ran`: who computed, of the machines that were asked to:
 *   `code`, `blocks`, or `blocks for code` where there is no machine code for it
 */

/**
 * One call as plain JS, and on each machine of the engine.
 *
 * @returns {Promise<Outcome>}
 */
export async function tryCall(subject, program, call, engine) {
  const values = call.captures.map(captureValue)
  // Before the native run, which may write over its input.
  let wanted
  try {
    subject.set(...values)
    wanted = expected(subject.fn, program, call)
  } catch (invalid) {
    return { invalid }
  }
  const ran = []
  let outcome
  for (const machine of engine.machines) {
    engine.addon.chooseMachine(machine)
    const before = engine.addon.codeRuns()
    const next = await tryNatively(subject, program, call, { values, wanted }, engine)
    const coded = engine.addon.codeRuns() > before
    if (coded && machine === 'blocks') throw new Error('machine code ran where it was turned off')
    if (next.mismatch !== undefined)
      return { ...next, ran, mismatch: `${next.mismatch} (machine: ${machine})` }
    if (outcome !== undefined && (next.refused === undefined) !== (outcome.refused === undefined))
      return {
        ...next,
        ran,
        mismatch: `is given up by one machine only (not both: ${engine.machines})`,
      }
    outcome = next
    if (next.refused === undefined) ran.push(coded || machine === 'blocks' ? machine : NO_CODE)
  }
  return { ...outcome, ran }
}

/** Who computes what there is no machine code for. */
const NO_CODE = 'blocks for code'

/** The call on whichever machine is chosen. */
async function tryNatively(subject, program, call, { values, wanted }, { numpool, pool }) {
  const options = { engine: 'native' }
  subject.set(...values.map((value) => (call.live ? value : NOT_MEANT)))
  if (!call.live && values.length > 0)
    options.captures = Object.fromEntries(program.captures.map(({ name }, i) => [name, values[i]]))
  // What is overwritten is a copy, so that the call can be repeated.
  const columns = inPlace(call) ? copied(call) : call.columns
  Object.assign(options, outputOptions(call, columns))
  let got
  try {
    const input = inputs(call, columns, numpool)
    const method = program.shape === 'many' ? 'starmap' : 'map'
    got = call.async
      ? await pool[method](subject.fn, input, options)
      : pool[`${method}Sync`](subject.fn, input, options)
  } catch (error) {
    if (error instanceof numpool.NotNativeError) {
      const fell = call.fallsBack && error.reasons.some(({ code }) => code === OUT_OF_BOUNDS)
      const mismatch = fell
        ? await onWorkers(subject, program, call, wanted, { numpool, pool })
        : undefined
      return { refused: error.reasons, fell, mismatch }
    }
    return { mismatch: `threw ${error?.stack ?? error}` }
  }
  if (wanted === undefined) return { mismatch: 'stored a result that is no number' }
  return { mismatch: difference(got, wanted, call), wanted }
}

function inPlace({ output }) {
  return output === 'in place' || output.startsWith('columns in-place')
}

function copied({ columns: [first, ...others] }) {
  return [cut(first, 0, first.length), ...others]
}

/** The reason of a kernel that met an index outside of its table. */
const OUT_OF_BOUNDS = 'out-of-bounds'

/** The same call, left to go on with workers: nothing of the native run that was given up may show. */
async function onWorkers(subject, program, call, wanted, { numpool, pool }) {
  const method = program.shape === 'many' ? 'starmapSync' : 'mapSync'
  const columns = call.columns.map((column) => cut(column, 0, column.length))
  const options = outputOptions(call, columns)
  subject.set(...call.captures.map(captureValue))
  try {
    const got = pool[method](subject.fn, inputs(call, columns, numpool), options)
    return wanted === undefined
      ? 'stored a result that is no number on workers'
      : difference(got, wanted, call)
  } catch (error) {
    if (wanted === undefined && error instanceof TypeError) return undefined
    return `threw on workers: ${error?.stack ?? error}`
  }
}

/**
 * What plain JS gives, stored as the call asks; undefined where a typed array is to hold a result that is no number, as what
 * stands beyond the end of a table: numpool refuses that.
 */
function expected(fn, { shape }, call) {
  const { columns, length } = call
  if (call.output.startsWith('columns')) return expectedColumns(fn, shape, call)
  const Target = targetType(call)
  const wanted = Target === undefined ? new Array(length) : new Target(length)
  let refused = false
  for (let i = 0; i < length; i++) {
    const items = columns.map((column) => itemOf(column, i))
    const result = shape === 'tuple' ? fn(items) : fn(...items)
    wanted[i] = result
    refused ||= Target !== undefined && typeof result !== 'number' && typeof result !== 'boolean'
  }
  return refused ? undefined : wanted
}

/** The same for results of two values, each stored in an array of its own: items again. */
function expectedColumns(fn, shape, call) {
  const { columns, length } = call
  const outs = outputOptions(call, copied(call)).out
  let refused = false
  for (let i = 0; i < length; i++) {
    const items = columns.map((column) => itemOf(column, i))
    const row = Object.values(shape === 'tuple' ? fn(items) : fn(...items))
    for (const [k, out] of outs.entries()) {
      out[i] = row[k]
      refused ||= typeof row[k] !== 'number' && typeof row[k] !== 'boolean'
    }
  }
  return refused ? undefined : rowsOf(outs, length)
}

function rowsOf(outs, length) {
  return Array.from({ length }, (_, i) => outs.map((out) => out[i]))
}

/** Undefined for an Array. */
function targetType({ output, gather, columns: [first] }) {
  if (output === 'in place') return first.data.constructor
  if (output !== 'default') return TYPES[output.split(' ').at(-1)]
  return gather === 'alone' && isTyped(first) ? first.data.constructor : undefined
}

/** `out float32` gives an array, `float32` asks for one, `columns float32 int8` gives two. */
function outputOptions({ output, length }, [first]) {
  if (output === 'default') return {}
  if (output === 'in place') return { out: first.data }
  if (output.startsWith('columns')) {
    const made = (dtype) => new TYPES[dtype](length)
    const over = () => (first.length === length ? first.data : first.data.subarray(0, length))
    const dtypes = output.split(' ').slice(1)
    return { out: dtypes.map((dtype) => (dtype === 'in-place' ? over() : made(dtype))) }
  }
  const [way, dtype] = output.split(' ')
  return dtype === undefined ? { dtype: way } : { out: new TYPES[dtype](length) }
}

function difference(given, wanted, { columns, output, length }) {
  const got = output.startsWith('columns') ? rowsOf(given, length) : given
  if (got.constructor !== wanted.constructor)
    return `gave ${got.constructor.name} instead of ${wanted.constructor.name}`
  if (got.length !== wanted.length) return `gave ${got.length} items instead of ${wanted.length}`
  for (let i = 0; i < wanted.length; i++) {
    if (same(got[i], wanted[i])) continue
    const items = columns.map((column) => show(itemOf(column, i))).join(', ')
    return `item ${i} (${items}) is ${show(got[i])} instead of ${show(wanted[i])}`
  }
  return undefined
}

/** Arrays and objects of fixed shape by their parts, in their order. */
function same(a, b) {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  const keys = Object.keys(b)
  if (Object.keys(a).join() !== keys.join()) return false
  return keys.every((key) => Object.is(a[key], b[key]))
}

function show(value) {
  if (typeof value === 'object')
    return `{ ${Object.entries(value).map(([key, part]) => `${key}: ${show(part)}`)} }`
  return Object.is(value, -0) ? '-0' : String(value)
}
