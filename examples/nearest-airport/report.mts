// What was found, for a person to read. (The most remote ZIP code is one of American Samoa: the file has its airports
// north of the equator.)
import type { Row } from './csv.mts'
import type { Nearest } from './nearest.mts'

const CITIES = ['10001', '60601', '80202', '90012', '99501']
const EDGES = [0, 5, 10, 20, 40, 80, 160, Infinity]
const BAR = 50

const km = (distance: number) => `${distance.toFixed(1)} km`

function line(zips: readonly Row[], airports: readonly Row[], found: Nearest, i: number): string {
  const zip = zips[i]!
  const airport = airports[found.index[i]!]!
  const place = `${zip.zip_code} ${zip.city}, ${zip.state}`
  return `  ${place.padEnd(28)} ${km(found.distance[i]!).padStart(9)}  ${airport.iata} ${airport.name}`
}

export function report(zips: readonly Row[], airports: readonly Row[], found: Nearest): string {
  const { distance } = found
  const cities = CITIES.map((code) => zips.findIndex((zip) => zip.zip_code === code))
  const remote = distance.reduce((most, d, i) => (d > distance[most]! ? i : most), 0)
  const counts = EDGES.slice(1).map(
    (hi, i) => distance.filter((d) => d >= EDGES[i]! && d < hi).length,
  )
  const most = Math.max(...counts)
  const bars = counts.map((count, i) => {
    const label = `${EDGES[i]} to ${EDGES[i + 1]}`.replace(/^(\d+) to Infinity/, 'over $1')
    const bar = '#'.repeat(Math.ceil((count / most) * BAR))
    return `  ${label.padStart(10)} km ${String(count).padStart(6)} ${bar}`
  })
  return [
    'Nearest airport of a few ZIP codes:',
    ...cities.filter((i) => i >= 0).map((i) => line(zips, airports, found, i)),
    'The most remote ZIP code:',
    line(zips, airports, found, remote),
    'ZIP codes by distance to their nearest airport:',
    ...bars,
  ].join('\n')
}
