// A test case: a program and the calls that are made of it, one after the other, with captures that change their values
// and their kinds in between.
import { anyColumn, isTyped, KINDS } from './columns.mjs'
import { DTYPES } from './dtypes.mjs'
import { anyLength } from './lengths.mjs'
import { anyNumber, tameNumber } from './numbers.mjs'
import { anyProgram } from './program.mjs'
import { Random } from './random.mjs'

/**
 * @typedef {{
 *   captures: (number | boolean | string | import('./columns.mjs').Column | { object: object })[]
 *   live: boolean
 *   gather: 'alone' | 'zip' | 'enumerate' | 'rows'
 *   columns: import('./columns.mjs').Column[]
 *   length: number
 *   output: 'default' | 'in place' | string
 *   async: boolean
 *   fallsBack: boolean whether it is made again where the native engine gives it up half-way
 *   changed: boolean
 * }} Call
 * @typedef {{ seed: number, index: number, program: import('./program.mjs').Program, calls: Call[] }} Case
 */

const BUILTINS = ['Math.max', 'Math.min', 'Math.hypot', 'Math.abs', 'Math.round', 'Math.floor']

/** What functions of captured objects are; none of them reads anything but its parameters. */
const METHODS = [
  (a, b) => a - b,
  (a, b = 2) => (a < b ? a * 3 : Math.max(a, b)),
  (a, b) => {
    for (let i = 0; i < 2; i++) a += b * i
    return a
  },
]

/** @returns {Case} */
export function anyCase(seed, index, constructs) {
  const random = new Random(seed, index)
  const program = anyProgram(random, constructs)
  const count = program.captures.length > 0 ? random.between(2, 4) : random.between(1, 2)
  const calls = []
  for (let i = 0; i < count; i++) calls.push(anyCall(random, program, i))
  return { seed, index, program, calls }
}

/** @returns {Call} */
function anyCall(random, program, nth) {
  // The first call is of the kinds that the program was written for.
  const changed = nth > 0 && random.chance(0.3)
  const gather = program.shape === 'one' ? 'alone' : anyGather(random, program)
  // Rows say by their width how many values an item has: there must be one.
  const least = gather === 'rows' ? 1 : 0
  const length = Math.max(least, Math.min(anyLength(random), nth === 0 ? Infinity : 65))
  // Several results of each item: items, or columns.
  const asColumns = hasParts(program) && random.chance(0.5)
  const columns = anyColumns(random, program, length, gather, asColumns)
  return {
    captures: program.captures.map((capture) => anyCapture(random, capture, changed)),
    live: random.chance(0.25),
    gather,
    columns,
    length,
    output: asColumns
      ? columnsOutput(random, gather, columns[0], program.parts)
      : hasParts(program)
        ? 'default'
        : anyOutput(random, gather, columns[0]),
    async: random.chance(0.02),
    fallsBack: random.chance(0.1),
    changed,
  }
}

function anyGather(random, { shape, columns }) {
  const fitting = ['zip']
  if (columns === 2) fitting.push('enumerate')
  if (shape === 'many') fitting.push('rows')
  return random.weighted(fitting, (one) => ({ zip: 8, enumerate: 2, rows: 1 })[one])
}

/** A dtype for each, the first of them that of the data where it is written over. */
function columnsOutput(random, gather, first, parts) {
  const inPlace = gather !== 'rows' && isTyped(first) && random.chance(0.3)
  const dtypes = Array.from({ length: parts }, () => random.pick(DTYPES))
  if (inPlace) dtypes[0] = 'in-place'
  return `columns ${dtypes.join(' ')}`
}

/** Whether results are arrays or objects, of which one typed array holds none. */
function hasParts({ result }) {
  return result === 'tuple' || result === 'record'
}

function anyColumns(random, program, length, gather, asColumns) {
  const { columns: count } = program
  const lists = hasParts(program) && gather === 'alone' && !asColumns
  const kinds = KINDS.filter((kind) => !lists || kind === 'range' || kind.endsWith(' array'))
  return Array.from({ length: count }, (_, i) => {
    if (gather === 'rows') return anyColumn(random, length, ['number array', 'boolean array'])
    if (gather === 'enumerate' && i === 0)
      return { kind: 'range', start: random.below(3), step: 1, length, data: undefined }
    // `zip` stops at the shortest.
    const longer = gather === 'zip' && i > 0 && random.chance(0.2) ? random.below(20) : 0
    return anyColumn(random, length + longer, kinds)
  })
}

function anyCapture(random, { kind }, changed) {
  if (kind === 'builtin') return random.pick(BUILTINS)
  if (kind === 'table') return anyTable(random, changed)
  if (kind === 'object') return anyObject(random, changed)
  const as = changed && random.chance(0.5) ? (kind === 'number' ? 'boolean' : 'number') : kind
  if (as === 'boolean') return random.chance(0.5)
  return random.chance(0.5) ? tameNumber(random) : anyNumber(random)
}

/** A changed one holds other kinds, too. */
function anyObject(random, changed) {
  const number = () => (random.chance(0.5) ? tameNumber(random) : anyNumber(random))
  const boolean = () => random.chance(0.5)
  const other = (usual, odd) => (changed && random.chance(0.2) ? odd() : usual())
  const object = {
    a: other(number, boolean),
    b: number(),
    isOn: other(boolean, number),
    inner: { c: number(), unused: 'text' },
    list: anyTable(random, changed).data,
    f: random.pick(METHODS),
  }
  return { object: random.chance(0.3) ? Object.freeze(object) : object }
}

/** Tables are as long as programs expect; a changed one may be shorter, and its items out of bounds. */
function anyTable(random, changed) {
  const least = changed ? 0 : 4
  const length = random.chance(0.1) ? random.between(100, 300) : random.between(least, 20)
  const kinds = KINDS.filter((kind) => kind !== 'range' && kind !== 'boolean array')
  return anyColumn(random, length, kinds)
}

/** Where results go: as the input asks, over the input itself, into an `out` of any kind, or as another dtype. */
function anyOutput(random, gather, first) {
  if (random.chance(0.6)) return 'default'
  if (gather === 'alone' && isTyped(first) && random.chance(0.2)) return 'in place'
  return random.chance(0.5) ? random.pick(DTYPES) : `out ${random.pick(DTYPES)}`
}
