/**
 * Functions that cannot be sent to a worker: each is refused before anything is sent, by an error that names the variable, what
 * it holds, the place and the ways out.
 */
import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'
import { Readable } from 'node:stream'
import vm from 'node:vm'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, describe, expect, test } from 'vitest'
import { CannotTravelError, Pool } from '../src'
import { travel } from '../src/function/travel'
import type { AnyFn } from './support/workers'

function whyNot(fn: AnyFn): CannotTravelError {
  try {
    travel(fn as never)
  } catch (error) {
    if (error instanceof CannotTravelError) return error
    throw error
  }
  throw new Error('it travelled')
}

const { port1, port2 } = new MessageChannel()
const server = http.createServer()
const file = fs.createReadStream(new URL(import.meta.url))
const handle = await fs.promises.open(new URL(import.meta.url))
afterAll(async () => {
  port1.close()
  port2.close()
  server.close()
  file.destroy()
  await handle.close()
})

const secret = vm.runInThisContext('(class Secret { #a = 1; read() { return this.#a } })')
/** Made by the engine for this one object: no name leads to it. */
const native = new Intl.Collator().compare

describe('values that are alive where they are', () => {
  test.each<[string, unknown, RegExp]>([
    ['a socket', new net.Socket(), /a Socket/],
    ['a server', server, /a Server/],
    ['a stream', Readable.from([1]), /a Readable/],
    ['a file stream', file, /a ReadStream/],
    ['a file handle', handle, /a FileHandle/],
    ['a message port', port1, /a MessagePort/],
    ['a hash in progress', crypto.createHash('sha1'), /a Hash/],
    ['a timer', setTimeout(() => {}).unref(), /a Timeout/],
    ['an abort signal', new AbortController().signal, /an AbortSignal/],
    ['a running generator', (function* () {})(), /a running generator/],
    ['a running async generator', (async function* () {})(), /a running generator/],
    ['a WeakMap', new WeakMap(), /a WeakMap/],
    ['a WeakSet', new WeakSet(), /a WeakSet/],
    ['a WeakRef', new WeakRef({}), /a WeakRef/],
    ['a promise', Promise.resolve(1), /a Promise/],
    ['a Proxy', new Proxy({}, {}), /a Proxy/],
    ['a symbol of its own', Symbol('own'), /the symbol Symbol\(own\)/],
    ['an instance of a private class', new secret(), /a Secret \(an instance of a class\)/],
    ['a bound function', ((x: number) => x).bind(null), /a bound function/],
    ['a native function', native, /a native function/],
    ['a Proxy of a function', new Proxy(() => 1, {}), /a Proxy of a function/],
    ['a class with private members', secret, /a class with #private members/],
    ['a pool', new Pool(1), /a Pool/],
  ])('%s', (_, value, holds) => {
    const error = whyNot(() => {
      const x = 1
      return [x, value]
    })
    expect(error.code).toBe('ERR_NUMPOOL_CANNOT_TRAVEL')
    expect(error.holds).toMatch(holds)
    // The variable itself, its first use in the function's own text, and a way out.
    expect(error).toMatchObject({ variable: 'value', line: 3 })
    expect(error.column).toBeGreaterThan(0)
    expect(error.message).toMatch(
      /`value` holds .*(?:cannot-travel\.spec\.ts:\d+:\d+|line 3, column \d+ of the function)\)\. \S/,
    )
  })

  test('an instance: its class may be registered', () => {
    // That was said of items and results alone.
    const instance = new secret()
    expect(whyNot(() => instance).message).toMatch(
      /of your own classes go along after registerClass\(\)/,
    )
  })

  test('deep inside a value, with the path', () => {
    const settings = { db: [{ pool: new net.Socket() }] }
    const error = whyNot(() => settings)
    expect(error.variable).toBe('settings')
    expect(error.holds).toMatch(/a Socket .*settings\.db\[0\]\.pool/)
  })
})

test('in a helper of a helper: the variable of the function given that leads there', () => {
  const seen = new WeakMap<object, number>()
  const inner = (x: object): unknown => seen.get(x)
  const outer = (x: object): unknown => inner(x)
  const error = whyNot((x: object) => outer(x))
  expect(error.variable).toBe('seen')
  expect(error.message).toMatch(
    /function inner .*`seen` holds a WeakMap.*reaches it through `outer`: import that inside the function, or .*pool\.module/,
  )
  // Of the function itself there is nothing to say.
  expect(whyNot(inner).message).not.toMatch(/reaches|bundle/)
})

describe('functions themselves', () => {
  test.each<[string, () => AnyFn, RegExp]>([
    ['native', () => native as AnyFn, /a native function/],
    ['bound', () => function f() {}.bind(null), /a bound function/],
    ['this of the code around', () => vm.runInThisContext('() => this.x'), /`this`/],
    ['super', () => vm.runInThisContext('({ m() { return super.x } }).m'), /parent class/],
    ['direct eval', () => vm.runInThisContext('(x) => eval(x)'), /`eval` may use any variable/],
    ['a private method', () => secret.prototype.read, /#private/],
  ])('%s', (_, make, holds) => {
    expect(whyNot(make()).message).toMatch(holds)
  })
})

// V8 keeps no such variable: the class travelled, and was a ReferenceError in the worker.
describe('a class with a computed key that nothing else uses', () => {
  const make = (head: string, body: string): AnyFn =>
    vm.runInThisContext(
      `(() => { const key = 'k', parts = { key }; class P {}; const V = class V ${head} { ${body} }; return () => new V() })()`,
    )

  test.each([
    ['', '[key]() {}'],
    ['', 'static y = 1; static async *["_" + key]() {}'],
    ['', 'a() { return [this] } get ["a" + (key)]() { return 1 }'],
    ['', 'x = { a: [1] }; [key] = 1'],
    ['extends P', '[key]() {}'],
  ])('%s { %s } is refused, naming the key', (head, body) => {
    const error = whyNot(make(head, body))
    expect(error.variable).toBe('key')
    expect(error.message).toMatch(
      /`key` is used for a computed key.*export the class from a module/i,
    )
  })

  test.each([
    'static key = key; [key]() {}',
    '[Symbol.iterator]() {}',
    '[Object.key]() {}',
    'y = typeof key2 === "string" ? [key2] : []',
    'f = (key2) => [key2]',
  ])('{ %s } travels', (body) => {
    expect(() => travel(make('', body) as never)).not.toThrow()
  })

  test('the captures option gives it', () => {
    const V = vm.runInThisContext("(() => { const key = 'k'; return class V { [key]() {} } })()")
    expect(whyNot(V).message).toMatch(/captures: \{ key \}/)
    expect(() => travel(V, { captures: { key: 'k' } })).not.toThrow()
  })
})

describe('assigning to a variable of the code around', () => {
  test.each<[string, AnyFn, number]>([
    [
      'by =',
      (() => {
        let last = 0
        return (x: number) => {
          const y = x
          last = y
          return last
        }
      })(),
      3,
    ],
    [
      'by ++',
      (() => {
        let calls = 0
        return () => {
          return calls++
        }
      })(),
      2,
    ],
    [
      'by destructuring',
      // As text: compilers move it about.
      vm.runInThisContext('(() => { let a = 0; return (x) => {\n  ({ a } = x)\n  return a } })()'),
      2,
    ],
  ])('%s names the line', (_, fn, line) => {
    const error = whyNot(fn)
    expect(error.line).toBe(line)
    expect(error.message).toMatch(
      /` is assigned to by the function, but belongs to .*return the value.*sharedEmpty.*initializer/,
    )
  })

  test('in a helper, too, which is named', () => {
    let total = 0
    const addUp = (x: number): void => {
      total += x
    }
    const error = whyNot((x: number) => addUp(x))
    expect(total).toBe(0)
    expect(error).toMatchObject({ variable: 'total', line: 2 })
    expect(error.message).toMatch(/function addUp/)
  })

  test('is what an initializer is for', async () => {
    let connection = ''
    const pool = new Pool(1, {
      initializer: (name: string) => {
        connection = name
      },
      initargs: ['db'],
      engine: 'workers',
    })
    expect(await pool.apply(() => connection)).toBe('db')
    expect(connection).toBe('')
    await pool.terminate()
  })
})

test('the call rejects; nothing is sent, and no worker stays for it', async () => {
  const socket = new net.Socket()
  const pool = new Pool(1, { engine: 'workers' })
  await expect(pool.map(() => socket, [1, 2])).rejects.toBeInstanceOf(CannotTravelError)
  expect(() => pool.mapSync(() => socket, [1])).toThrow(CannotTravelError)
  expect(pool.stats().tasks).toBe(0)
  await expect.poll(() => pool.stats().workers.alive).toBe(0)
  await pool.terminate()
})

test('the message says where in the file the variable is used', async () => {
  // It said the line in the function, which whoever reads it looks for in the file.
  await using pool = new Pool(1)
  const { make } = createRequire(import.meta.url)('./fixtures/keeps-state.cjs') as {
    readonly make: () => (x: object) => boolean
  }
  await expect(pool.map(make(), [{}])).rejects.toThrow(
    /`seen` holds a WeakMap \(.*keeps-state\.cjs:5:12\)/,
  )
})
