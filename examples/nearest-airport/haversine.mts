// Great-circle distance on a sphere, by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", 1984).
import type { Row } from './csv.mts'

/** Twice the mean radius of the earth, in km. */
const DIAMETER = 2 * 6371.0088

/** Many points as columns, in radians, with the cosine that every distance needs. */
export interface Points {
  readonly lat: Float64Array
  readonly lon: Float64Array
  readonly cos: Float64Array
}

export function points(rows: readonly Row[]): Points {
  const radians = (name: string) =>
    Float64Array.from(rows, (row) => (Number(row[name]) * Math.PI) / 180)
  const lat = radians('latitude')
  return { lat, lon: radians('longitude'), cos: lat.map((x) => Math.cos(x)) }
}

/** The distance in km to point `i`, as a function of another point. */
export function distanceTo(i: number, { lat, lon, cos }: Points) {
  // All free names of the function: given these, numpool need not look into its closure.
  const captures = { lat0: lat[i]!, lon0: lon[i]!, cos0: cos[i]!, DIAMETER, Math }
  const { lat0, lon0, cos0 } = captures
  const fn = (lat: number, lon: number, cos: number) => {
    const y = Math.sin((lat - lat0) / 2)
    const x = Math.sin((lon - lon0) / 2)
    return DIAMETER * Math.asin(Math.min(1, Math.sqrt(y * y + cos0 * cos * x * x)))
  }
  return { fn, captures }
}
