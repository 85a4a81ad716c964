// A run cut in slices, each in a process of its own: `--jobs`. A slice prints what it covered as one line of JSON.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Tally } from './tally.mjs'

const RUN = fileURLToPath(new URL('../run.mjs', import.meta.url))
/** Most programs of a slice: what a process has compiled it keeps for a while. */
const SLICE = 5000

/**
 * Runs `count` programs, so many slices at a time, until one finds a mismatch.
 *
 * @param {{ seed: number, count: number, from: number, jobs: number, progress: (done: number) => void }} options
 * @returns {Promise<{ tally: Tally, found: number | undefined }>} the number of the first program that does not match
 */
export async function slices({ seed, count, from, jobs, progress }) {
  const tally = new Tally()
  let next = from
  let found
  const end = from + count
  const worker = async () => {
    while (next < end && found === undefined) {
      const start = next
      next = Math.min(end, start + SLICE)
      const slice = await oneSlice(seed, start, next - start)
      tally.add(Tally.from(slice.tally))
      if (slice.found !== undefined) found = Math.min(found ?? Infinity, slice.found)
      progress(tally.programs)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  return { tally, found }
}

function oneSlice(seed, from, count) {
  const args = ['--seed', seed, '--from', from, '--count', count, '--jobs', 1].map(String)
  const child = spawn(process.execPath, [RUN, ...args, '--json', '--raw'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (text) => {
    output += text
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (exit, signal) => {
      const line = output.trimEnd().split('\n').at(-1)
      if (line?.startsWith('{')) resolve(JSON.parse(line))
      else reject(new Error(`programs ${from} to ${from + count} ended with ${signal ?? exit}`))
    })
  })
}
