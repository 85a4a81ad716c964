// Two threads on shared memory, as a person would write it for this one job: they sleep on a word and count down another.
import { Worker } from 'node:worker_threads'

const CODE = `
import { workerData } from 'node:worker_threads'
const { digits } = await import(workerData.functions)
const words = new Int32Array(workerData.words)
const input = new Float64Array(workerData.input)
const output = new Float64Array(workerData.output)
const { lo, hi } = workerData
for (let turn = 0; ; turn++) {
  Atomics.wait(words, 0, turn)
  if (words[2] === 1) break
  for (let i = lo; i < hi; i++) output[i] = digits(input[i])
  if (Atomics.sub(words, 1, 1) === 1) Atomics.notify(words, 1)
}`

/** Runs `digits` over `input` into `output`, both shared, on `threads` threads. */
export function startByHand(input, output, threads) {
  const words = new Int32Array(new SharedArrayBuffer(12))
  const code = new URL(`data:text/javascript,${encodeURIComponent(CODE)}`)
  const workers = Array.from({ length: threads }, (_, i) => {
    const [lo, hi] = [i, i + 1].map((part) => Math.floor((input.length * part) / threads))
    const functions = new URL('./functions.mjs', import.meta.url).href
    return new Worker(code, {
      workerData: {
        functions,
        words: words.buffer,
        input: input.buffer,
        output: output.buffer,
        lo,
        hi,
      },
    })
  })
  return {
    async run() {
      Atomics.store(words, 1, threads)
      Atomics.add(words, 0, 1)
      Atomics.notify(words, 0)
      for (let left = threads; left > 0; left = Atomics.load(words, 1)) {
        const { async: later, value } = Atomics.waitAsync(words, 1, left)
        if (later) await value
      }
    },
    close() {
      Atomics.store(words, 2, 1)
      Atomics.add(words, 0, 1)
      Atomics.notify(words, 0)
      return Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
