// A short-lived environment: the first one records a verdict, each runs a job and a call.
import { addon, check, compile, dear, run, Status, submit } from './harness.mjs'

if (process.argv[2] === '0') addon.mathAdmit('sin', -1)
const kernel = compile(dear)
const length = 20_000
const out = new Float64Array(length)
const { status } = await submit(kernel, length, out, new Float64Array(length)).ended
check(status === Status.ok, `status ${status}`)
check(run(kernel, length, out, out) === Status.ok, 'the call failed')
