// A function over a hundred numbers, as `pool.map(sqrt, range(100))` in Python.
import { Pool, range } from 'numpool'

function sqrt(x: number): number {
  return Math.sqrt(x)
}

const pool = new Pool()
const roots = await pool.map(sqrt, range(100))
console.log(roots)
