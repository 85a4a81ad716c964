// Shared memory cannot be taken away, only forgotten: the last references in JavaScript to a job's input and output go
// while it runs, and the garbage collector is called. The job holds its own.
import { check, clean, compile, dear, repetitions, Status, submit, turn } from './harness.mjs'

const kernel = compile(dear)
const length = 250_000

for (let i = 0; i < repetitions; i++) {
  const shared = () => new Float64Array(new SharedArrayBuffer(length * 8))
  const start = () => submit(kernel, length, shared(), shared().fill(i)).ended
  const ended = start()
  for (let j = 0; j < 3; j++) {
    gc()
    await turn()
  }
  const { status, done } = await ended
  check(status === Status.ok && done === length, `status ${status}`)
}
clean()
