// While a job runs, JavaScript takes its input away: resizes it, transfers it and lets the new owner be collected, or
// just forgets it. The job must not notice: it has a copy.
import { check, clean, compile, dear, expected, repetitions, Status, submit } from './harness.mjs'

const kernel = compile(dear)
const length = 250_000

const takes = [
  (buffer) => buffer.resize(0),
  (buffer) => {
    structuredClone(buffer, { transfer: [buffer] })
    gc()
  },
  (buffer) => {
    new Uint8Array(buffer).fill(255)
    gc()
  },
]

for (let i = 0; i < repetitions; i++) {
  const out = new Float64Array(length)
  const start = () => {
    const buffer = new ArrayBuffer(length * 8, { maxByteLength: length * 8 })
    const job = submit(kernel, length, out, new Float64Array(buffer).fill(i))
    takes[i % takes.length](buffer)
    return job
  }
  const { status } = await start().ended
  check(status === Status.ok, `status ${status}`)
  const right = expected(i)
  check(
    out.every((value) => value === right),
    'the job saw what happened to its input',
  )
}
clean()
