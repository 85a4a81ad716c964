// Whether plain JavaScript is slower right after a short kernel: some CPUs lower their clock for a while once wide vectors
// were used.
import { between } from './rows.mjs'

const TURNS = 400
const input = between(0, 1, 1000)
const output = new Float64Array(input.length)

/** Some 50 µs of plain arithmetic. */
function plain() {
  let x = 0.3
  for (let i = 0; i < 20_000; i++) x = 3.7 * x * (1 - x)
  return x
}

function timed() {
  const start = performance.now()
  plain()
  return performance.now() - start
}

const kernel = (x) => {
  for (let i = 0; i < 50; i++) x = 3.7 * x * (1 - x)
  return x
}

/** Milliseconds of a stretch of plain JavaScript: by itself, and right after a kernel of some microseconds. In turns. */
export function afterKernel(pool) {
  const run = () => pool.mapSync(kernel, input, { out: output, engine: 'native' })
  for (let i = 0; i < 200; i++) {
    run()
    plain()
  }
  const [alone, after] = [[], []]
  for (let i = 0; i < TURNS; i++) {
    // Whatever the kernel before it has done to the clock is over by then.
    const until = performance.now() + 2
    while (performance.now() < until) plain()
    alone.push(timed())
    run()
    after.push(timed())
  }
  return { alone, after }
}
