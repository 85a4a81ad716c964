// The search itself: a function of one point, as one would write it anyway, and the pool that runs it for all of them.
import { type Pool, zip } from 'numpool'
import { haversine, type Points } from './haversine.mts'

/** The search for the nearest of `targets`: its index, and the distance in km. */
export function nearestOf({ lat: lats, lon: lons }: Points) {
  return (lat: number, lon: number): [index: number, distance: number] => {
    let best = -1
    let least = Infinity
    for (let i = 0; i < lats.length; i++) {
      const distance = haversine(lat, lon, lats[i]!, lons[i]!)
      if (distance < least) {
        least = distance
        best = i
      }
    }
    return [best, least]
  }
}

/** Of each point what the search found, as columns. */
export type Nearest = ReturnType<typeof nearest>

export function nearest(pool: Pool, { lat, lon }: Points, targets: Points) {
  const index = new Int32Array(lat.length)
  const distance = new Float64Array(lat.length)
  pool.starmapSync(nearestOf(targets), zip(lat, lon), { out: [index, distance], engine: 'native' })
  return { index, distance }
}

export function nearestInPlainJs({ lat, lon }: Points, targets: Points): Nearest {
  const index = new Int32Array(lat.length)
  const distance = new Float64Array(lat.length)
  const search = nearestOf(targets)
  for (let i = 0; i < lat.length; i++) [index[i], distance[i]] = search(lat[i]!, lon[i]!)
  return { index, distance }
}
