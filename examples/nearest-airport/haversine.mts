// Great-circle distance on a sphere, by the haversine formula (R. W. Sinnott, "Virtues of the Haversine", 1984).
import type { Row } from './csv.mts'

/** Twice the mean radius of the earth, in km. */
const DIAMETER = 2 * 6371.0088

/** The distance in km between two points in radians. */
export function haversine(lat1: number, lon1: number, lat2: number, lon2: number): number {
  const y = Math.sin((lat1 - lat2) / 2)
  const x = Math.sin((lon1 - lon2) / 2)
  const h = y * y + Math.cos(lat2) * Math.cos(lat1) * x * x
  return DIAMETER * Math.asin(Math.min(1, Math.sqrt(h)))
}

/** Many points as columns, in radians. */
export interface Points {
  readonly lat: Float64Array
  readonly lon: Float64Array
}

export function points(rows: readonly Row[]): Points {
  const radians = (name: string) =>
    Float64Array.from(rows, (row) => (Number(row[name]) * Math.PI) / 180)
  return { lat: radians('latitude'), lon: radians('longitude') }
}
