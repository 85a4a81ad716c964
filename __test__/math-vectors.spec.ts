/**
 * Vector code for Math functions: it serves once it was compared with the engine's own function, and code that is wrong for one
 * input in a thousand never serves. The wrong ones exist in the addon of the memory tests alone.
 */
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { runChild } from './support/child'

const HOOKS = {
  NAPI_RS_NATIVE_LIBRARY_PATH: fileURLToPath(
    new URL('../.build/test-hooks/numpool.node', import.meta.url),
  ),
}

/** Runs a program that has helpers at hand, and reads the JSON that it gives. */
async function report(program: string, env: Readonly<Record<string, string>>): Promise<unknown> {
  const { code, stdout, stderr } = await runChild(`${HELPERS}\n${program}`, { env, limit: 120_000 })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const HELPERS = `
const addon = require('./native.js')
const pool = new numpool.Pool(2)
const say = (answer) => { process.stdout.write(JSON.stringify(answer)); pool.terminate() }
/** Where this CPU has code for a function: the instruction set that serves in the end. */
const best = (name) => addon.mathVectors(name).at(-1)
const task = (name) => (0, eval)(name === 'atan2' || name === 'pow' ? '(x, y) => Math.' + name + '(x, y)' : '(x) => Math.' + name + '(x)')
const served = (name) => numpool.explain(task(name)).math[name]
const x = Float64Array.from({ length: 100_003 }, (_, i) => i % 17 === 0 ? [NaN, Infinity, -0, 5e-324, 1e300, -1][i % 6] : Math.sin(i) * 10 ** (i % 7 - 3))
const y = x.map((_, i) => x[(i * 7) % x.length])
/** Results that plain JavaScript does not give. */
async function wrong(name) {
  const f = task(name)
  const got = f.length === 1
    ? await pool.map(f, x, { engine: 'native' })
    : await pool.starmap(f, numpool.zip(x, y), { engine: 'native', dtype: 'float64' })
  let count = 0
  for (let i = 0; i < x.length; i++) if (!Object.is(got[i], f(x[i], y[i]))) count++
  return count
}
/** Calls a function until its vector code has its verdict. */
async function verdict(name) {
  let differing = 0
  for (let turn = 0; turn < 500; turn++) {
    differing += await wrong(name)
    if (addon.mathVectorState(name) !== 'unknown') break
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return { state: addon.mathVectorState(name), differing: differing + (await wrong(name)) }
}
`

const ALL =
  'sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp expm1 log log1p log2 log10 cbrt atan2 pow'

describe('vector code', () => {
  it('serves once it is proved, and gives the same bits before and after', async () => {
    const answer = await report(
      `
      const odd = []
      for (const name of '${ALL}'.split(' ')) {
        const before = served(name)
        const { state, differing } = await verdict(name)
        const after = best(name) === undefined ? before : before + ', as vector code for ' + best(name)
        const expected = best(name) === undefined ? 'refused' : 'admitted'
        if (differing > 0 || state !== expected || served(name) !== after)
          odd.push({ name, differing, state, before, now: served(name) })
      }
      say(odd)`,
      {},
    )
    expect(answer).toEqual([])
  })

  it('is refused when it is wrong for one input in a thousand, and the engine’s function goes on serving', async () => {
    const answer = await report(
      `
      const before = served('exp')
      say({ wrong: await verdict('exp'), same: served('exp') === before, other: (await verdict('log')).state })`,
      { ...HOOKS, NUMPOOL_TEST_WRONG_VECTOR: 'exp' },
    )
    expect(answer).toEqual({
      wrong: { state: 'refused', differing: 0 },
      same: true,
      // What there is no code for on this CPU is refused as well.
      other: expect.stringMatching(/^(admitted|refused)$/),
    })
  })

  it.each(['sin', 'log1p', 'atan2', 'pow'])(
    'a provider of %s that is wrong for one input in a thousand is passed over',
    async (name) => {
      const answer = await report(
        `say({ first: addon.mathCandidates('${name}')[0], served: served('${name}'), differing: await wrong('${name}') })`,
        { ...HOOKS, NUMPOOL_TEST_WRONG_PROVIDER: name },
      )
      expect(answer).toEqual({
        first: `test: wrong ${name}`,
        served: expect.not.stringContaining('test'),
        differing: 0,
      })
    },
  )

  it('is not proved for work that is soon done', async () => {
    const answer = await report(
      `
      for (let i = 0; i < 20; i++) pool.mapSync(task('tan'), x.subarray(0, 10))
      await new Promise((resolve) => setTimeout(resolve, 100))
      say(addon.mathVectorState('tan'))`,
      {},
    )
    expect(answer).toBe('unknown')
  })
})

describe('the doors to it', () => {
  it('answer false or nothing for what does not fit', async () => {
    const answer = await report(
      `
      const out = new Float64Array(3)
      const three = new Float64Array([1, 2, 3])
      const set = best('sin') ?? 'none'
      say({
        names: [addon.mathVectors('pow'), addon.mathVectors('toString'), addon.mathVectorState('toString')],
        refused: [
          addon.mathEvalVector('sin', 'none', three, null, out),
          addon.mathEvalVector('sine', set, three, null, out),
          // Nobody has asked for the function yet, so nothing is admitted.
          addon.mathEvalVector('sin', set, three, null, out),
          (served('sin'), addon.mathEvalVector('sin', set, three, null, new Float64Array(2))),
          addon.mathEvalVector('sin', set, three, null, three),
          (served('atan2'), addon.mathEvalVector('atan2', set, three, new Float64Array(2), out)),
        ],
        untouched: [...out],
        works: addon.mathEvalVector('sin', set, three, null, out) === (best('sin') !== undefined),
      })`,
      {},
    )
    expect(answer).toEqual({
      names: [[], [], 'unknown'],
      refused: [false, false, false, false, false, false],
      untouched: [0, 0, 0],
      works: true,
    })
  })
})
