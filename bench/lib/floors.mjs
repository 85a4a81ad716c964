// The figures that must hold, each a ratio or a time measured in this very run.

import { ASYNC_SHARED, SYNC_CAPTURES_OUT, SYNC_OUT } from '../contenders/numpool.mjs'
import { LOOP, TYPED_MAP } from '../contenders/plain.mjs'
import { CPYTHON_POOL } from '../contenders/python.mjs'
import { median } from './measure.mjs'

export const RANGE_MAP = 'numpool await map(Math.sqrt, range(100))'

/** How many times faster `ours` is than `theirs`: the median over rounds of the ratio within a round. */
export function ratio(row, ours, theirs) {
  const [a, b] = [row?.times[ours], row?.times[theirs]]
  return a && b ? median(a.map((time, round) => b[round] / time)) : undefined
}

const HOLDS = {
  '≥': (measured, target) => measured >= target,
  '≤': (measured, target) => measured <= target,
  '<': (measured, target) => measured < target,
}

/** One of them: what was measured beside its target. A figure that could not be measured neither holds nor fails. */
export function floor(what, sign, target, measured, unit = '×', note = '') {
  return {
    what,
    // Without what binary fractions add.
    target: `${sign} ${Number(target.toPrecision(6))}${unit}${note}`,
    measured,
    unit,
    holds: measured === undefined ? undefined : HOLDS[sign](measured, target),
  }
}

export function floors({ rows, small, start }) {
  const row = (workload, n) => rows.find((r) => r.workload === workload && r.n === n)
  const sqrt = row('sqrt', 1e6)
  const tiny = row('sqrt', 100)
  const clones = 'piscina, clones'
  return [
    floor(
      'sqrt, n = 1e6: mapSync with out over the JS loop',
      '≥',
      2.8,
      ratio(sqrt, SYNC_OUT, LOOP),
    ),
    floor(
      'sqrt, n = 1e6: mapSync with out over TypedArray.map',
      '≥',
      12,
      ratio(sqrt, SYNC_OUT, TYPED_MAP),
    ),
    floor(
      'sqrt, n = 100: mapSync with out over TypedArray.map',
      '≥',
      1,
      ratio(tiny, SYNC_OUT, TYPED_MAP),
    ),
    floor(
      'sqrt, n = 100: a kernel with captures over TypedArray.map',
      '≥',
      1,
      ratio(tiny, SYNC_CAPTURES_OUT, TYPED_MAP),
    ),
    floor(
      'sqrt, n = 1e6: await map, shared, over piscina with clones',
      '≥',
      5,
      ratio(sqrt, ASYNC_SHARED, clones),
    ),
    floor(
      'sin·exp, n = 1e6: mapSync with out over the JS loop',
      '≥',
      1.7,
      ratio(row('sinexp', 1e6), SYNC_OUT, LOOP),
    ),
    floor(
      'map(Math.sqrt, range(100)) over CPython’s Pool(2).map',
      '≥',
      100,
      ratio(small, RANGE_MAP, CPYTHON_POOL),
    ),
    floor(
      'import of the package over a bare Node',
      '<',
      10,
      Math.max(start.importMs, start.requireMs),
      ' ms',
    ),
    floor('first `new Pool()` of a process', '<', 0.2, start.firstPoolMs, ' ms'),
    floor('one call into the addon, two arrays, no elements', '<', 150, start.entryNs, ' ns'),
  ]
}
