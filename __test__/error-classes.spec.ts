/** The classes and codes of errors, and the codes of warnings. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test, vi } from 'vitest'
import * as errors from '../src/errors'
import { ERRORS } from '../src/errors'
import { WARNINGS } from '../src/errors/table'

const made = [
  new errors.NotNativeError([{ code: 'async', message: 'it is async', line: 1, column: 1 }]),
  new errors.WorkerLostError({ exitCode: 3, index: 7 }),
  new errors.BrokenPoolError('the initializer threw', { cause: new Error('x') }),
  new errors.TimeoutError(100, 'map'),
  new errors.TaskTimeoutError(50, 3),
  new errors.QueueFullError(8),
  new errors.CancelledError('enough'),
  new errors.NotReadyError(),
  new errors.PoolClosedError(),
  new errors.PoolTerminatedError(),
  new errors.PoolRunningError(),
  new errors.CannotTravelError({ variable: 'db', holds: 'a Socket', line: 2, column: 5 }),
  new errors.NotCloneableError('args[0].f', 'a function'),
  new errors.NotCloneableError('items[2]', 'a Point (an instance of a class)'),
  new errors.ThrownValueError('the symbol Symbol(done)'),
  new errors.UnknownExportError('file:///tasks.js', 'resize', ['crop', 'scale']),
  new errors.ModuleImportError('sharp', undefined, new Error('no such package')),
  new errors.WorkerStuckError(['numpool-1'], 5000),
  new errors.InternalError('Something is off'),
]

test.each(made.map((error) => [error.name, error] as const))('%s', (name, error) => {
  expect(error).toBeInstanceOf(Error)
  expect(error).toBeInstanceOf(errors.PoolError)
  expect(error.constructor.name).toBe(name)
  expect(ERRORS[error.code].name).toBe(name)
  expect(error.message.length).toBeGreaterThan(20)
  expect(Object.keys(error)).not.toContain('name')
})

test('every code of the table has a class, or is of a built-in class', () => {
  const codes = new Set(made.map(({ code }) => code as string))
  const builtin = Object.entries(ERRORS).filter(([code]) => !codes.has(code))
  for (const [, { name }] of builtin) expect(name).toMatch(/TypeError|RangeError/)
})

test('messages name the way out of just this', () => {
  expect(new errors.BrokenPoolError('5 workers ended').message).toBe(
    'The pool is broken: 5 workers ended. Make a new pool.',
  )
  expect(new errors.NotCloneableError('items[0]', 'a Promise').message).toMatch(
    /Await it, and send what it gives\.$/,
  )
})

test('messages hold what is known', () => {
  expect(made.map(({ message }) => message).join('\n')).toMatchInlineSnapshot(`
    "This call cannot run natively: it is async (line 1, column 1). Change it, or use engine: 'auto'.
    A worker ended with exit code 3 while it ran item 7. The item did not finish; other items are not affected.
    The pool is broken: the initializer threw. Look at error.cause, then make a new pool.
    map took longer than 100 ms and was stopped.
    Item 3 took longer than 50 ms and was stopped.
    8 calls are waiting for a worker already, as many as maxQueue allows; nothing of this one has run. Await pool.drain() before making more, or use imap, which waits by itself.
    The call was cancelled: enough.
    The result is not ready. Ask ready() first, or await wait().
    Pool not running: it was closed or terminated, and takes no more calls. Make a new pool.
    The pool was terminated before this call was done. To let pending calls finish, use close() and join().
    Pool is still running: call close() or terminate() before join().
    The function cannot be sent to a worker: \`db\` holds a Socket (line 2, column 5 of the function). Import it inside the function, pass what is needed of it as an argument, or give something in its place with the captures option.
    args[0].f holds a function, which cannot cross to another thread. Send the plain data and rebuild the value on the other side.
    items[2] holds a Point (an instance of a class), which cannot cross to another thread. Register the class with registerClass(), or send its data and rebuild it on the other side.
    The task threw the symbol Symbol(done), which cannot cross to another thread. Throw an Error, or plain data.
    file:///tasks.js has no export \`resize\`. It exports crop, scale.
    A worker could not import sharp: no such package
    Worker numpool-1 did not stop within 5000 ms: an uninterruptible built-in or native call is running. The thread ends when that call returns.
    Something is off. This is a fault of numpool: please report it with a small program that shows it."
  `)
})

describe('instanceof', () => {
  test('holds across two copies of the package', async () => {
    vi.resetModules()
    const copy = await import('../src/errors')
    expect(copy.TimeoutError).not.toBe(errors.TimeoutError)
    const error = new copy.TimeoutError(5)
    expect(error).toBeInstanceOf(errors.TimeoutError)
    expect(error).toBeInstanceOf(errors.PoolError)
    expect(error).not.toBeInstanceOf(errors.CancelledError)
  })

  test('of a subclass means the subclass', () => {
    class Mine extends errors.TimeoutError {}
    expect(new Mine(1)).toBeInstanceOf(Mine)
    expect(new Mine(1)).toBeInstanceOf(errors.TimeoutError)
    expect(new errors.TimeoutError(1)).not.toBeInstanceOf(Mine)
  })

  test.each([null, undefined, 1, 'x', {}, new Error('x')])('is false for %s', (value) => {
    expect(value instanceof errors.PoolError).toBe(false)
  })
})

describe('argument errors', () => {
  test.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [-0, '-0'],
    [1n, '1n'],
    ['a', 'the string "a"'],
    [Symbol('s'), 'a symbol'],
    [() => 1, 'a function'],
    [Math.sin, 'the function sin'],
    [[1, 2], 'an array of 2'],
    [{}, 'an object'],
    [new Map(), 'a Map'],
    [Object.create(null), 'an object'],
    [
      new Proxy(
        {},
        {
          get() {
            throw new Error('trap')
          },
        },
      ),
      'an object',
    ],
  ])('say what came: %#', (value, words) => {
    const error = errors.invalidArgType('fn', 'a thing', value)
    expect(error).toBeInstanceOf(TypeError)
    expect(error.message).toBe(`fn must be a thing; got ${words}`)
    expect(error.code).toBe('ERR_NUMPOOL_INVALID_ARG')
    expect(error.stack).not.toContain('invalidArgType')
  })

  test('a result that cannot be stored says where', () => {
    const error = errors.notStorable(4, 'x', 'number or boolean')
    expect(error).toMatchObject({ index: 4, code: 'ERR_NUMPOOL_NOT_STORABLE' })
  })
})

test('the table of warnings has every code that the sources give, and no other', () => {
  const sources = fileURLToPath(new URL('../src', import.meta.url))
  const codes = new Set<string>()
  for (const file of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue
    const text = readFileSync(join(sources, file), 'utf8')
    for (const [, code = ''] of text.matchAll(/(?:makeWarning\(\s*|code: )'(NUMPOOL_\w+)'/g))
      codes.add(code)
  }
  expect([...codes].sort()).toEqual(Object.keys(WARNINGS).sort())
})
