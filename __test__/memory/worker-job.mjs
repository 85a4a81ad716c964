// Starts a job of a second or more, over shared or own memory, and says so. The arrays are larger than what malloc keeps
// for itself, so that memory which is gone is really gone.
import { parentPort } from 'node:worker_threads'
import { compile, dearest, submit } from './harness.mjs'

const length = 4_500_000
const shared = process.argv[2] === '1'
const array = () =>
  shared ? new Float64Array(new SharedArrayBuffer(length * 8)) : new Float64Array(length)
const { ended } = submit(compile(dearest), length, array(), array())
parentPort.postMessage('started')
await ended
