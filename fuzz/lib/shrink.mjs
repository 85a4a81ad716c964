// Makes a failing case small: calls, then the program's tree, then its data, as long as it goes on failing. What fails must
// fail as plain JavaScript that runs: a program that throws is no smaller case of anything.
import { tryCase } from './campaign.mjs'
import { cut, itemOf, plain, withItem } from './columns.mjs'
import { node, places, printTidy, replaced, size } from './tree.mjs'

/** Tries enough for programs of a few hundred nodes; each takes about a millisecond. */
const MOST_TRIES = 4000

/**
 * @param {{ numpool: any, pool: any }} engine
 * @param {import('./campaign.mjs').Mismatch} found
 * @returns {Promise<import('./campaign.mjs').Mismatch>} the smallest that was reached
 */
export async function shrink(engine, found) {
  let best = found
  let left = MOST_TRIES
  /** Keeps a candidate that fails too. */
  const keeps = async (candidate) => {
    if (left-- <= 0) return false
    const mismatch = await tryCase(engine, candidate)
    if (mismatch === undefined) return false
    best = mismatch
    return true
  }
  for (let before; before !== best && left > 0; ) {
    before = best
    await firstThat(keeps, () => fewerCalls(best))
    await firstThat(keeps, () => fewerItems(best))
    await firstThat(keeps, () => smallerPrograms(best.case))
    await firstThat(keeps, () => plainerCalls(best.case))
  }
  return best
}

/** Goes through the candidates; after each that is kept, through those of the smaller case. */
async function firstThat(keeps, candidates) {
  for (let found = true; found; ) {
    found = false
    for (const candidate of candidates()) {
      if (await keeps(candidate)) {
        found = true
        break
      }
    }
  }
}

/** The failing call alone, or with one less before it. */
function* fewerCalls({ case: one, call }) {
  const { calls } = one
  if (calls.length > 1) yield { ...one, calls: [calls[call]] }
  if (call + 1 < calls.length) yield { ...one, calls: calls.slice(0, call + 1) }
  for (let i = 0; i < calls.length && calls.length > 2; i++)
    yield { ...one, calls: calls.filter((_, at) => at !== i) }
}

/** Halves of the data, single items, and a little less at either end: what fails may depend on the length. */
function* fewerItems({ case: one, call }) {
  const { length } = one.calls[call]
  const cuts = [[0, 1]]
  for (let i = 0; i < Math.min(length, 64); i++) cuts.push([i, 1])
  for (const part of [2, 4, 8, 16])
    cuts.push(
      [0, Math.ceil(length / part)],
      [length - Math.ceil(length / part), Math.ceil(length / part)],
    )
  for (const less of [64, 16, 4, 1]) cuts.push([0, length - less], [less, length - less])
  for (const [from, items] of cuts)
    if (items >= 1 && items < length) yield shortened(one, call, from, items)
  // The calls before it only have to be made.
  for (let at = 0; at < call; at++) if (one.calls[at].length > 1) yield shortened(one, at, 0, 1)
}

function shortened(one, at, from, items) {
  return withCall(one, at, (old) => ({
    ...old,
    length: items,
    columns: old.columns.map((column) => cut(column, from, items)),
  }))
}

function withCall(one, at, change) {
  return { ...one, calls: one.calls.map((call, i) => (i === at ? change(call) : call)) }
}

const LEAVES = { number: ['0', '1'], boolean: ['true', 'false'] }

/** A part of an expression in its place, a leaf, or a statement less. The largest parts first. */
function* smallerPrograms(one) {
  const { program } = one
  const found = [...places(program.tree)].filter(({ path }) => path.length > 0)
  found.sort((a, b) => size(b.node) - size(a.node))
  for (const { node: old, path } of found) {
    for (const part of insteadOf(old)) {
      yield { ...one, program: { ...program, tree: replaced(program.tree, path, part) } }
    }
  }
}

function* insteadOf(old) {
  if (old.sort === 'statement') {
    yield undefined
    yield* declaredOnly(old)
  }
  if (old.sort === 'statement' || old.sort === 'statements') {
    // What an `if` or a loop holds may do without it.
    for (const { node: inner, path } of places(old))
      if (path.length > 0 && inner.sort.startsWith('statement')) yield inner
    return
  }
  if (!(old.sort in LEAVES)) return
  for (const leaf of LEAVES[old.sort]) if (size(old) > 1) yield node('literal', old.sort, [leaf])
  for (const { node: inner, path } of places(old))
    if (path.length > 0 && inner.sort === old.sort) yield inner
  if (size(old) === 1 && old.parts[0].length > 1 && /^[(\d]/.test(old.parts[0]))
    for (const leaf of LEAVES[old.sort]) yield node('literal', old.sort, [leaf])
}

/** What a statement declares for those behind it, without what it computes. */
function* declaredOnly(old) {
  const text = printTidy(old)
  const [line] = text.split('\n')
  if (!/^(?:let|const|var) /.test(line)) return
  const names = [...line.matchAll(/([\w$]+) = /g)].map(([, name]) => name)
  const plain = `let ${names.map((name, i) => `${name} = ${i}`).join(', ')}`
  if (names.length > 0 && plain.length < text.length) yield node('let', 'statement', [plain])
}

/** The plainest kinds of input and output, simple numbers, captures in the closure. */
function* plainerCalls(one) {
  for (let at = 0; at < one.calls.length; at++) {
    const call = one.calls[at]
    if (call.async) yield withCall(one, at, (old) => ({ ...old, async: false }))
    if (call.output !== 'default') yield withCall(one, at, (old) => ({ ...old, output: 'default' }))
    if (!call.live) yield withCall(one, at, (old) => ({ ...old, live: true }))
    if (['enumerate', 'rows'].includes(call.gather))
      yield withCall(one, at, (old) => ({ ...old, gather: 'zip' }))
    for (let c = 0; c < call.columns.length; c++) yield* plainerColumn(one, at, c)
    for (let k = 0; k < call.captures.length; k++) {
      if (typeof call.captures[k] !== 'number' || call.captures[k] === 1) continue
      const captures = call.captures.map((value, i) => (i === k ? 1 : value))
      yield withCall(one, at, (old) => ({ ...old, captures }))
    }
  }
}

function* plainerColumn(one, at, c) {
  const { columns, length } = one.calls[at]
  const column = columns[c]
  const put = (other) =>
    withCall(one, at, (old) => ({
      ...old,
      columns: old.columns.map((same, i) => (i === c ? other : same)),
    }))
  if (column.length > length) yield put(cut(column, 0, length))
  if (column.kind !== 'Float64Array' || column.memory !== 'own') yield put(plain(column))
  for (let i = 0; i < length && length <= 8; i++) {
    if ([0, 1].some((value) => Object.is(itemOf(column, i), value))) continue
    for (const value of [0, 1]) {
      const other = withItem(column, i, value)
      if (other !== undefined) yield put(other)
    }
  }
}
