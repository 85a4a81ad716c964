/**
 * Values made to choke on: as argument, as result and as error each ends in bounded time, arrived whole or refused, and the
 * pool goes on. In processes of their own, with a bounded heap.
 */
import { describe, expect } from 'vitest'
import { LONG, METHODS, type Way } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

type Bomb = readonly [what: string, make: string, whole: string]

/** Expressions: a bomb, and whether what arrived is whole. */
const bombs: readonly Bomb[] = [
  [
    '1e6 levels',
    '(() => { let v = 1; for (let i = 0; i < 1e6; i++) v = [v]; return v })()',
    'Array.isArray(v)',
  ],
  [
    '1e6 levels of objects and Maps in turn',
    '(() => { let v = 1; for (let i = 0; i < 5e5; i++) v = { m: new Map([[1, v]]) }; return v })()',
    "typeof v === 'object'",
  ],
  [
    'a sparse array of 2^32 - 1',
    '(() => { const v = []; v.length = 2 ** 32 - 1; v[4e9] = 1; return v })()',
    'v.length === 2 ** 32 - 1 && v[4e9] === 1',
  ],
  [
    '25 levels of shared references',
    '(() => { let v = { leaf: 1 }; for (let i = 0; i < 25; i++) v = [v, v]; return v })()',
    'v[0] === v[1] && v[0][0] === v[1][1]',
  ],
  ['a long string', `'x'.repeat(${LONG ? 5e8 : 2e7})`, `v.length === ${LONG ? 5e8 : 2e7}`],
  [
    'a Map with itself as key and value',
    '(() => { const v = new Map(); v.set(v, v); for (let i = 0; i < 2e4; i++) v.set({ i }, v); return v })()',
    'v.get(v) === v && v.size === 20001',
  ],
  // Ten thousand of them once ended the process: a regular expression was compiled at the end of the stack.
  [
    'an error with 1e5 causes',
    '(() => { let v = new Error("0"); for (let i = 0; i < 1e5; i++) v = new Error("x", { cause: v }); return v })()',
    'v instanceof Error',
  ],
]

/** Those that take seconds in the clone of V8 itself. */
const slow: readonly Bomb[] = [
  [
    '1e6 keys',
    '(() => { const v = {}; for (let i = 0; i < 1e6; i++) v["k" + i] = i; return v })()',
    'v.k999999 === 999999',
  ],
  [
    '1e6 small objects',
    'Array.from({ length: 1e6 }, (_, i) => ({ i }))',
    'v.length === 1e6 && v[999999].i === 999999',
  ],
]

/** A program that calls with each bomb, and prints what is neither whole nor refused. */
const program = (way: Way, list: readonly Bomb[], places: readonly string[]): string => `
  const pool = new numpool.Pool(2, { engine: 'workers' })
  const call = async (fn, item) => {
    if ('${way}' === 'applyAsync') return pool.applyAsync(fn, [item])
    if ('${way}' === 'map') return (await pool.map(fn, [item]))[0]
    const results = pool.${way}(fn, [item])
    try { return (await results.next()).value } finally { await results.return() }
  }
  const tell = (what, promise) => promise.then(
    (ok) => { if (ok !== true) console.log(what, 'arrived', ok) },
    (error) => { if (error?.code !== 'ERR_NUMPOOL_NOT_CLONEABLE') console.log(what, error) })
  ${list
    .map(([what, make, whole]) =>
      [
        ['argument', `call((v) => (${whole}), ${make})`],
        ['result', `call(() => ${make}, 0).then((v) => (${whole}))`],
        [
          'error',
          `call(() => { throw Object.assign(new TypeError('mine'), { field: ${make} }) }, 0).then(
            () => 'a value', (error) => error.message === 'mine' || error)`,
        ],
      ]
        .filter(([place = '']) => places.includes(place))
        .map(([place, run]) => `await tell('${place}: ${what}', ${run})`)
        .join('\n'),
    )
    .join('\n')}
  console.log(await pool.map((x) => x + 1, [1, 2, 3]))
  await pool.terminate()`

const FINE = { code: 0, stdout: '[ 2, 3, 4 ]\n', stderr: '' }

describe.each(METHODS)('%s', (way) => {
  fault('row 16: bombs as arguments, results and errors', 8000, async () => {
    const places = ['argument', 'result', 'error']
    expect(await faultChild(program(way, bombs, places), { expected: 8000 })).toMatchObject(FINE)
  })
})

for (const place of ['argument', 'result'])
  fault(`row 16: a million parts as ${place}`, 15_000, async () => {
    const run = program('map', slow, [place])
    expect(await faultChild(run, { expected: 15_000 })).toMatchObject(FINE)
  })
