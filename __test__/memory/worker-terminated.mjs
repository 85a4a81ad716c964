// A Worker is terminated while its job runs. Its memory dies with it, so its end must stop the job and wait for the
// threads in it. Meanwhile this thread's own jobs go on.
import { Worker } from 'node:worker_threads'
import {
  check,
  clean,
  compile,
  dear,
  expected,
  repetitions,
  Status,
  submit,
  turn,
} from './harness.mjs'

const kernel = compile(dear)
const length = 20_000
const column = new Float64Array(length).fill(2)
const out = new Float64Array(length)

for (let i = 0; i < repetitions; i++) {
  const worker = new Worker(new URL('./worker-job.mjs', import.meta.url), { argv: [i % 2] })
  await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  const own = submit(kernel, length, out.fill(0), column).ended
  const before = performance.now()
  await worker.terminate()
  const took = performance.now() - before
  check(took < 1500, `terminate took ${Math.round(took)} ms`)
  check((await own).status === Status.ok, 'the job of another environment was stopped')
  check(out[length - 1] === expected(2), 'the job of another environment went wrong')
  await turn()
}
clean()
