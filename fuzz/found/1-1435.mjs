// numpool differs from plain JS: item 0 (0, 0, 0, 0) is 0 instead of 2.80859375
// Program 1435 of seed 1, made smaller. Node v20.20.2, linux x64.
import { Pool, zip } from '../../index.mjs'

const pool = new Pool(2)
let k1, k2

const fn = (x3, x4, x5, x6) => {
const [v7, v8, v9 = Number.MAX_VALUE] = [0, 0]


return (v9 % 5.18359375)
}

let different = 0
function compare(got, want) {
  for (let i = 0; i < want.length; i++)
    if (!Object.is(got[i], want[i])) {
      different++
      console.log('item', i, 'is', got[i], 'instead of', want[i])
    }
}
{
  const columns = [Float64Array.of(0), Float64Array.of(0), Float64Array.of(0), Float64Array.of(0)]
  k1 = 1; k2 = Math.min
  const want = Array.from({ length: 1 }, (_, i) => fn(columns[0][i], columns[1][i], columns[2][i], columns[3][i]))
  
  const got = pool.starmapSync(fn, zip(...columns), { engine: 'native' })
  compare(got, want)
}
console.log(different === 0 ? 'no difference' : `${different} items differ`)
pool.terminate()
process.exitCode = different === 0 ? 0 : 1
