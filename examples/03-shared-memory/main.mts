// One array in shared memory, cut into slices; each task computes the roots of its slice, none is sent a copy of the data.
import { distribute, Pool, range, sharedEmpty } from 'numpool'

function applySqrt(a: Float64Array, lo: number, hi: number): Float64Array {
  return a.subarray(lo, hi).map((x) => Math.sqrt(x))
}

const pool = new Pool()
const data = sharedEmpty([100], 'float64')
data.set([...range(data.length)])
const slices = distribute(data.length)
const results = slices.map(([lo, hi]) => pool.applyAsync(applySqrt, [data, lo, hi]))
for (const [i, [lo]] of slices.entries()) data.set(await results[i]!.get(), lo)
console.log(data)
