// Environments come and go: the addon is loaded by Workers first, which run jobs and end, and by this thread last. What
// belongs to the process (a verdict on a Math function) stays, the threads go with the last environment.
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'

const repetitions = Number(process.argv[2])
const root = fileURLToPath(new URL('../..', import.meta.url))

function ended(worker) {
  return new Promise((resolve, reject) => worker.once('error', reject).once('exit', resolve))
}

for (let i = 0; i < repetitions; i++)
  await ended(new Worker(new URL('./environment.mjs', import.meta.url), { argv: [i] }))

// A library whose threads have just ended is only unmapped when the next one is closed: close another one.
const folder = mkdtempSync(join(tmpdir(), 'numpool-'))
const binary =
  process.env.NAPI_RS_NATIVE_LIBRARY_PATH ??
  join(
    root,
    readdirSync(root).find((name) => name.endsWith('.node')),
  )
const copy = join(folder, 'copy.node')
copyFileSync(binary, copy)
await ended(new Worker(`process.dlopen({ exports: {} }, ${JSON.stringify(copy)})`, { eval: true }))
rmSync(folder, { recursive: true, force: true })

const threads = () =>
  readdirSync('/proc/self/task')
    .map((task) => readFileSync(`/proc/self/task/${task}/comm`, 'utf8'))
    .filter((name) => name.startsWith('numpool-'))
if (process.platform === 'linux' && threads().length > 0)
  throw new Error(`threads were left behind: ${threads()}`)
// This thread has not loaded the addon before.
const addon = createRequire(import.meta.url)('../../native.js')
if (addon.mathAdmitted('sin') !== -1) throw new Error('the library was unloaded and loaded anew')
console.log('clean')
