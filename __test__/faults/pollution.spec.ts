/** Keys that name what every object has: they are data on both sides, and change nothing around them. */
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { Pool } from '../../src/index'
import { expectAnswers, LONG, MATRIX, METHODS, runAll, withPool } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'then',
  'toJSON',
  'length',
  'get',
  'a',
]

/** Data with such keys, own ones, at any depth. */
const nasty = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.integer(),
    fc.string(),
    fc.constant(null),
    tie('object'),
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 4 })
    .map((entries) => {
      const object = {}
      for (const [key, value] of entries)
        Object.defineProperty(object, key, {
          value,
          enumerable: true,
          configurable: true,
          writable: true,
        })
      return object
    }),
})).object

/** What every object inherits, as text: to see whether it has changed. */
const inherited = (): string =>
  [Object.prototype, Array.prototype, Function.prototype]
    .map((proto) => Reflect.ownKeys(proto).map(String).join())
    .join('|')

describe.each(MATRIX)('%i workers, %s', (size, way) => {
  fault('row 17: own keys of any name cross as data', 4000, () =>
    withPool(size, async (pool) => {
      const before = inherited()
      const seed = Number(process.env.NUMPOOL_SEED ?? Date.now() % 1e9)
      const samples = fc.sample(nasty, { numRuns: LONG ? 2000 : 200, seed })
      const echo = (x: object): unknown => ({
        x,
        keys: Object.keys(x),
        proto: Object.getPrototypeOf(x) === Object.prototype,
      })
      const { values, errors } = await runAll(pool, way, echo, samples, { chunkSize: 10 })
      expect(errors, `seed ${seed}`).toEqual([])
      const text = (x: object): string =>
        JSON.stringify([
          Object.keys(x),
          Object.keys(x).map((key) => Object.getOwnPropertyDescriptor(x, key)?.value),
        ])
      const given = samples.map((x) => text(x))
      const came = (values as { x: object; keys: string[]; proto: boolean }[]).map(
        ({ x, keys, proto }) => {
          expect(proto && Object.getPrototypeOf(x) === Object.prototype).toBe(true)
          expect(Object.keys(x)).toEqual(keys)
          return text(x)
        },
      )
      if (way === 'imapUnordered') expect(came.toSorted()).toEqual(given.toSorted())
      else expect(came).toEqual(given)
      const there = (): string =>
        [Object.prototype, Array.prototype, Function.prototype]
          .map((proto) => Reflect.ownKeys(proto).map(String).join())
          .join('|')
      expect(await pool.apply(there)).toBe(before)
      expect(inherited()).toBe(before)
    }),
  )
})

describe.each(METHODS)('%s', (way) => {
  fault('row 17: as fields of errors and as captured values, too', 2000, () =>
    withPool(2, async (pool) => {
      const before = inherited()
      const evil = JSON.parse(
        '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}',
      ) as object
      const fail = (): never => {
        throw Object.assign(new Error('mine'), { evil, constructor: 5 })
      }
      const { errors } = await runAll(pool, way, fail, [1])
      expect(errors[0]?.error).toMatchObject({ message: 'mine' })
      expect((errors[0]?.error as { evil: object } | undefined)?.evil).toEqual(evil)
      expect(({} as { polluted?: number }).polluted).toBeUndefined()
      expect(await pool.apply(() => ({}) as { polluted?: number })).toEqual({})
      expect(inherited()).toBe(before)
    }),
  )

  fault('row 17: in options they are refused, or nothing', 1000, async () => {
    const pool = new Pool(1, { engine: 'workers' })
    const call = pool[way].bind(pool) as (fn: unknown, data: unknown, options: unknown) => unknown
    for (const key of ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString'])
      expect(() => call((x: number) => x, [1], JSON.parse(`{"${key}": {"timeout": 1}}`))).toThrow(
        expect.objectContaining({ code: 'ERR_NUMPOOL_INVALID_ARG' }),
      )
    for (const key of ['__proto__', 'constructor', 'toString'])
      expect(() => new Pool(JSON.parse(`{"${key}": 1}`))).toThrow(
        expect.objectContaining({ code: 'ERR_NUMPOOL_INVALID_ARG' }),
      )
    // Inherited options do not count.
    const inheriting = Object.create({ timeout: -1, chunkSize: 'bad' }) as object
    expect(() => call((x: number) => x, [1], inheriting)).not.toThrow()
    await expectAnswers(pool)
    await pool.terminate()
  })
})

fault('row 17: Object.prototype polluted before the package is loaded', 4000, async () => {
  // Without those that Node itself does not bear (value, get, set, signal).
  const groups = [
    'type,values,index,slot,sequence,done,failures',
    'timeout,out,dtype,engine,chunkSize,key,body',
    'cause,code,name,error',
    'record,captures,version,port',
  ]
  const pollute = `for (const name of 'NAMES'.split(',')) if (!(name in Object.prototype))
    Object.defineProperty(Object.prototype, name, { value: 'polluted', writable: true, configurable: true, enumerable: false })`
  for (const names of groups) {
    const setUp = pollute.replace('NAMES', names)
    const ended = await faultChild(
      `const pool = new numpool.Pool(2)
      const k = 3
      const got = []
      for (const engine of ['auto', 'workers', 'inline']) {
        got.push(await pool.map((x) => x + 1, [1, 2], { engine }), await pool.map((x) => x * k, Float64Array.of(1, 2), { engine }).then((a) => [...a]))
        got.push(pool.mapSync((x) => 'a' + x, [1], { engine }), await pool.apply((x) => [x, 'b'], [1], { engine }))
        got.push(await pool.map(() => { throw new RangeError('mine') }, [1], { engine }).catch((error) => [error.message, error.index]))
        for await (const one of pool.imap((x) => x, [5], { engine })) got.push([one])
      }
      for (const name of Object.keys(Object.prototype)) delete Object.prototype[name]
      console.log(got.map((one) => one.map(String).join()).join(' '))`,
      {
        args: ['--import', `data:text/javascript,${setUp}`],
        guard: false,
      },
    )
    const once = '2,3 3,6 a1 1,b mine,0 5'
    expect(ended, names).toMatchObject({
      code: 0,
      stdout: `${once} ${once} ${once}\n`,
    })
  }
})

fault('row 17: a program whose built-ins are frozen', 3000, async () => {
  // The files on the stack were read by way of a property of `Error`.
  const ended = await faultChild(
    `const pool = new numpool.Pool(1, { engine: 'workers' })
    const k = 2
    const helper = (x) => x * k
    console.log((await pool.map((x) => helper(x), [1, 2])).join(), pool.mapSync((x) => 'a' + x, [1]).join())
    const error = await pool.apply(() => { throw new RangeError('mine') }).catch((thrown) => thrown)
    console.log(error.name, error.message)
    pool.close()`,
    { args: ['--frozen-intrinsics', '--no-warnings'] },
  )
  expect(ended).toMatchObject({
    code: 0,
    stdout: '2,4 a1\nRangeError mine\n',
    stderr: '',
  })
})
