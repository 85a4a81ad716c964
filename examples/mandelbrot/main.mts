// The Mandelbrot set: a loop that each pixel leaves at a turn of its own, on the native engine and in plain JavaScript.
import assert from 'node:assert/strict'
import { Pool, range } from 'numpool'
import { draw } from './draw.mts'
import { HEIGHT, turns, WIDTH } from './turns.mts'

/** Of so many runs the fastest counts: the first ones compile. */
const RUNS = 3

function fastest(run: () => void): number {
  let best = Infinity
  for (let i = 0; i < RUNS; i++) {
    const start = performance.now()
    run()
    best = Math.min(best, performance.now() - start)
  }
  return best
}

const pool = new Pool()
const pixels = range(WIDTH * HEIGHT)
const picture = new Uint8Array(WIDTH * HEIGHT)
const plain = new Uint8Array(WIDTH * HEIGHT)

const ms = fastest(() => pool.mapSync(turns, pixels, { out: picture, engine: 'native' }))
const plainMs = fastest(() => {
  for (let i = 0; i < plain.length; i++) plain[i] = turns(i)
})
assert.deepEqual(picture, plain)

console.log(draw(picture))
const ratio = (plainMs / ms).toFixed(1)
const how = `engine: ${pool.explain(turns).engine}, ${pool.processes} threads`
console.log(`${pixels.length.toLocaleString('en')} pixels, equal to plain JavaScript (${how})`)
console.log(`${ms.toFixed(0)} ms against ${plainMs.toFixed(0)} ms: ${ratio} times as fast`)
