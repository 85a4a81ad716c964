// How far a call is: as a bar on the terminal, and as numbers for whoever wants them.
import { Pool, type Progress, range } from 'numpool'

/** How many steps a number takes to 1, by the rule of Collatz. BigInts, so that workers have something to do. */
function collatz(start: number): number {
  let steps = 0
  for (let n = BigInt(start); n !== 1n; steps++) n = n % 2n === 0n ? n / 2n : 3n * n + 1n
  return steps
}

const told: Progress[] = []

const pool = new Pool(2)
const steps = await pool.map(collatz, range(1, 20_001), {
  // Draws on stderr while that is a terminal, and nothing otherwise.
  progress: true,
  // At most every 50 ms, and once at the end.
  onProgress: (progress) => told.push(progress),
})

const longest = steps.indexOf(Math.max(...steps)) + 1
console.log(`${longest} takes ${steps[longest - 1]} steps`)

const { done, total, eta } = told.at(-1)!
const forward = told.every((now, i) => i === 0 || now.done >= told[i - 1]!.done)
console.log(`${done} of ${total} items, ${eta} ms left, never backwards: ${forward}`)
