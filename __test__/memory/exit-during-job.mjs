// The process ends while a job runs: by process.exit, in this thread or with the job in a Worker. It must end with its
// own exit code and without waiting for the job.
import { Worker } from 'node:worker_threads'
import { compile, dearest, submit, turn } from './harness.mjs'

const where = process.argv[2]
if (where === 'worker') {
  const worker = new Worker(new URL('./worker-job.mjs', import.meta.url), { argv: [1] })
  await new Promise((resolve) => worker.once('message', resolve))
} else {
  const length = 4_500_000
  const shared = () => new Float64Array(new SharedArrayBuffer(length * 8))
  submit(compile(dearest), length, shared(), shared())
}
await turn(Math.random() * 5)
process.exit(7)
