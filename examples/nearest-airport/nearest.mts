// The search itself: for each point the nearest of some targets, once by the pool and once in plain JavaScript.
import { type Pool, zip } from 'numpool'
import { distanceTo, type Points } from './haversine.mts'

/** Of each point: the index of its nearest target, and the distance in km. */
export interface Nearest {
  readonly index: Int32Array
  readonly distance: Float64Array
}
type Distance = ReturnType<typeof distanceTo>

/** One target at a time: `fill` computes its distance to every point, the shorter one stays. */
function search(points: Points, targets: Points, fill: (to: Distance, out: Float64Array) => void) {
  const index = new Int32Array(points.lat.length)
  const distance = new Float64Array(points.lat.length).fill(Infinity)
  const next = new Float64Array(points.lat.length)
  for (let target = 0; target < targets.lat.length; target++) {
    fill(distanceTo(target, targets), next)
    for (let i = 0; i < next.length; i++) {
      if (!(next[i]! < distance[i]!)) continue
      distance[i] = next[i]!
      index[i] = target
    }
  }
  return { index, distance }
}

export function nearest(pool: Pool, points: Points, targets: Points): Nearest {
  const columns = zip(points.lat, points.lon, points.cos)
  return search(points, targets, ({ fn, captures }, out) => {
    pool.starmapSync(fn, columns, { captures, out, engine: 'native' })
  })
}

export function nearestInPlainJs(points: Points, targets: Points): Nearest {
  const { lat, lon, cos } = points
  return search(points, targets, ({ fn }, out) => {
    for (let i = 0; i < out.length; i++) out[i] = fn(lat[i]!, lon[i]!, cos[i]!)
  })
}
