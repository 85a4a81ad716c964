// For each US ZIP code the nearest airport: some 42,000 times 3,376 great-circle distances, on the native engine.
import assert from 'node:assert/strict'
import { Pool } from 'numpool'
import { readCsv } from './csv.mts'
import { points } from './haversine.mts'
import { nearest, nearestInPlainJs, nearestOf } from './nearest.mts'
import { report } from './report.mts'
import { summary, timed } from './summary.mts'

/** Plain JavaScript searches for one ZIP code in so many: enough to compare, short enough to wait for. */
const EVERY = 20

const zips = readCsv('zipcodes.csv')
const airports = readCsv('airports.csv')
const from = points(zips)
const to = points(airports)

const pool = new Pool()
const { engine } = pool.explain(nearestOf(to))
assert.equal(engine, 'native')

const [found, seconds] = timed(() => nearest(pool, from, to))
console.log(report(zips, airports, found))

const sample = zips.flatMap((zip, i) => (i % EVERY === 0 ? [{ zip, i }] : []))
const part = points(sample.map(({ zip }) => zip))
const [plain, plainSeconds] = timed(() => nearestInPlainJs(part, to))
for (const [at, { i }] of sample.entries()) {
  assert.equal(found.index[i], plain.index[at])
  assert.ok(Object.is(found.distance[i], plain.distance[at]))
}

const how = `engine: ${engine}, ${pool.processes} threads`
const pairs = zips.length * airports.length
const run = { pairs, how, seconds, zips: zips.length, sample: sample.length, plainSeconds }
console.log(summary(run))
