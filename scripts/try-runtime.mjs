// What of numpool works in the runtime that runs this file: a line for each thing tried. Build first.
//
//   node scripts/try-runtime.mjs
//   bun scripts/try-runtime.mjs
//   deno run -A scripts/try-runtime.mjs
import { createRequire } from 'node:module'

const { Pool, range, zip } = createRequire(import.meta.url)('..')

/** Ten times what the slowest takes. */
const PATIENCE_MS = 10_000

const pool = new Pool(2)
const waves = Float64Array.from({ length: 10_000 }, (_, i) => i / 7)
const captured = { n: 3 }

function same(got, wanted) {
  if (String(got) !== String(wanted)) throw new Error(`${got} instead of ${wanted}`)
}

async function fails(call, told) {
  const error = await call.then(
    () => undefined,
    (reason) => reason,
  )
  same(`${error?.code ?? error?.name}`, told)
}

const TRIALS = {
  'arithmetic, native': () => {
    same(pool.explain((x) => x * 2 + 1).engine, 'native')
    same(
      pool.mapSync((x) => Math.sqrt(x) * 2 + 1, new Float64Array([1, 4, 9])),
      [3, 5, 7],
    )
  },
  'columns, native': async () =>
    same(await pool.starmap((x, y) => x * y, zip(range(4), range(4))), [0, 1, 4, 9]),
  'the bits of this engine': async () => {
    const out = await pool.map((x) => Math.sin(x) * Math.exp(-x / 10), waves)
    const wrong = out.findIndex(
      (y, i) => !Object.is(y, Math.sin(waves[i]) * Math.exp(-waves[i] / 10)),
    )
    same(wrong, -1)
  },
  'Math.sin, native': () => same(pool.explain((x) => Math.sin(x)).engine, 'native'),
  'any function, workers': async () =>
    same(await pool.map((text) => text.toUpperCase(), ['a', 'b']), ['A', 'B']),
  'closures, read': async () =>
    same(await pool.map((text) => text + captured.n, ['a', 'b']), ['a3', 'b3']),
  'closures, with captures': async () =>
    same(await pool.map((text) => text + n, ['a', 'b'], { captures: { n: 5 } }), ['a5', 'b5']),
  'a thousand calls': async () => {
    const calls = Array.from({ length: 1000 }, (_, i) => pool.applyAsync((x) => `${x}`, [i]))
    same((await Promise.all(calls)).at(-1), '999')
  },
  'async functions': async () =>
    same(await pool.map(async (x) => `${await x}!`, [1, 2]), ['1!', '2!']),
  imap: async () => {
    const got = []
    for await (const text of pool.imap((x) => `${x}!`, ['a', 'b', 'c'])) got.push(text)
    same(got, ['a!', 'b!', 'c!'])
  },
  'mapSync on workers': () =>
    same(
      pool.mapSync((x) => `${x}?`, ['a', 'b']),
      ['a?', 'b?'],
    ),
  'errors, with their class': () =>
    fails(
      pool.map(
        (text) => {
          throw new RangeError(text)
        },
        ['bad'],
      ),
      'RangeError',
    ),
  'an endless task, aborted': () => {
    const signal = AbortSignal.timeout(100)
    return fails(
      pool.map(
        () => {
          for (;;);
        },
        [''],
        { signal },
      ),
      '23',
    )
  },
  'a worker that dies': async () => {
    await fails(
      pool.apply(() => process.exit(3)),
      'ERR_NUMPOOL_WORKER_LOST',
    )
    same(await pool.apply((text) => text, ['alive']), 'alive')
  },
  terminate: () => pool.terminate(),
}

async function within(trial) {
  let timer
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), PATIENCE_MS)
  })
  await Promise.race([trial(), late])
  clearTimeout(timer)
}

let failed = 0
for (const [name, trial] of Object.entries(TRIALS)) {
  try {
    await within(trial)
    console.log(`yes  ${name}`)
  } catch (error) {
    failed++
    console.log(`no   ${name}: ${error.message}`)
  }
}
process.exit(failed === 0 ? 0 : 1)
