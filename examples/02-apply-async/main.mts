// A hundred tasks of their own: `applyAsync` returns a result at once, `get()` waits for its value.
import { Pool, range } from 'numpool'

function sqrt(x: number): number {
  return Math.sqrt(x)
}

const pool = new Pool()
const results = Array.from(range(100), (x) => pool.applyAsync(sqrt, [x]))
const roots: number[] = []
for (const r of results) roots.push(await r.get())
console.log(roots)
