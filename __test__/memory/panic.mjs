// Slices of kernels panic (NUMPOOL_TEST_PANIC says which): on this thread, on pool threads, in a job. Each panic is a
// status of its own call, and the next call works.
import {
  check,
  clean,
  compile,
  dear,
  expected,
  repetitions,
  run,
  Status,
  submit,
} from './harness.mjs'

const kernel = compile(dear)
const length = 50_000
const column = new Float64Array(length).fill(3)
let panics = 0

function checked(status, out, items) {
  if (status === Status.panic) panics += 1
  else {
    check(status === Status.ok, `status ${status}`)
    check(out[0] === expected(3) && out[items - 1] === expected(3), 'wrong results')
  }
}

for (let i = 0; panics < repetitions; i++) {
  check(i < repetitions * 20, 'no panics to be seen')
  const out = new Float64Array(length)
  checked(run(kernel, 100, out, column), out, 100)
  checked(run(kernel, length, out.fill(0), column), out, length)
  const { status } = await submit(kernel, length, out.fill(0), column).ended
  checked(status, out, length)
}
clean()
