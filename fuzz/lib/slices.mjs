// A run cut in slices, each in a process of its own: `--jobs`. A slice prints what it covered as one line of JSON.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Tally } from './tally.mjs'

const RUN = fileURLToPath(new URL('../run.mjs', import.meta.url))
/** Most programs of a slice: what a process has compiled it keeps for a while. */
const SLICE = 2000

/**
 * Runs `count` programs, so many slices at a time, until one finds a mismatch.
 *
 * @param {{ seed: number, count: number, from: number, jobs: number, machines: string, progress: (done: number) => void }} options
 * @returns {Promise<{ tally: Tally, found: number | undefined }>} the number of the first program that does not match
 */
export async function slices({ seed, count, from, jobs, machines, progress }) {
  const tally = new Tally()
  let next = from
  let found
  const end = from + count
  const children = new Set()
  // The others are left half-way: what they counted does not matter any more.
  const stop = () => {
    for (const child of children) child.kill()
    children.clear()
  }
  process.once('exit', stop)
  const worker = async () => {
    while (next < end && found === undefined) {
      const start = next
      next = Math.min(end, start + SLICE)
      const slice = await oneSlice({ seed, from: start, count: next - start, machines }, children)
      if (slice === undefined) return
      tally.add(Tally.from(slice.tally))
      progress(tally.programs)
      if (slice.found === undefined) continue
      found = slice.found
      stop()
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  process.off('exit', stop)
  return { tally, found }
}

/** Undefined where it was stopped. */
function oneSlice({ seed, from, count, machines }, children) {
  const which = ['--seed', seed, '--from', from, '--count', count, '--machines', machines]
  const args = [RUN, ...which.map(String), '--jobs', '1', '--json', '--raw']
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.add(child)
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit, signal) => {
      const line = output.trimEnd().split('\n').at(-1)
      if (!children.delete(child)) resolve(undefined)
      else if (line?.startsWith('{')) resolve(JSON.parse(line))
      else reject(new Error(`programs ${from} to ${from + count} ended with ${signal ?? exit}`))
    })
  })
}
