/**
 * `pool.module(url)`: the functions that a module exports, as tasks.
 */
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { type ModuleTasks, Pool, UnknownExportError } from '../src'

const at = (name: string): URL => new URL(`fixtures/module-tasks/${name}`, import.meta.url)

interface Tasks {
  twice(x: number): number
  add(a: number, b: number): number
  later(x: number): Promise<number>
  timesLoaded(): number
  default(x: number): number
}

const pool = new Pool(2)
const tasks = pool.module<Tasks>(at('tasks.mjs'))
// biome-ignore lint/suspicious/noExplicitAny: names that the module does not have
const anyOf = (of: ModuleTasks<object>): any => of
afterAll(() => pool.terminate())

describe('every method takes them', () => {
  test('map, starmap, apply, imap', async () => {
    expect(await pool.map(tasks.twice, [1, 2, 3])).toEqual([2, 4, 6])
    expect(await pool.map(tasks.later, [1, 2])).toEqual([2, 3])
    expect(await pool.starmap(tasks.add, [[1, 2]])).toEqual([3])
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3)
    expect(await pool.map(tasks.default, [1])).toEqual([-1])
    const pages: number[] = []
    for await (const page of pool.imap(tasks.twice, [1, 2, 3])) pages.push(page)
    expect(pages).toEqual([2, 4, 6])
  })

  test('typed arrays, too', async () => {
    expect(await pool.map(tasks.twice, new Float64Array([1, 2]))).toEqual(new Float64Array([2, 4]))
  })

  test('while the caller blocks, although the module has a top-level await', () => {
    expect(pool.mapSync(tasks.twice, [1, 2])).toEqual([2, 4])
    expect(pool.applySync(tasks.add, [1, 2])).toBe(3)
  })

  test('inside other functions', async () => {
    const { twice } = tasks
    expect(await pool.map((x) => twice(x) + 1, [1])).toEqual([3])
    expect(await pool.map((x) => tasks.add(x, 1), [1])).toEqual([2])
  })

  test('in the calling thread, which imports the module then', async () => {
    expect(await pool.map(tasks.twice, [1, 2], { engine: 'inline' })).toEqual([2, 4])
    expect(() => pool.mapSync(tasks.twice, [1], { engine: 'inline' })).toThrow(
      expect.objectContaining({ code: 'ERR_NUMPOOL_ASYNC_RESULT' }),
    )
  })
})

test('a worker imports the module once', async () => {
  const one = new Pool(1)
  const { timesLoaded } = one.module<Tasks>(at('tasks.mjs'))
  expect(await one.map(timesLoaded, [0, 0, 0])).toEqual([1, 1, 1])
  expect(await one.apply(timesLoaded)).toBe(1)
  await one.terminate()
})

test('CommonJS modules, with names that only running them shows', async () => {
  const one = new Pool(1)
  const legacy = one.module<{ up(): number; computed(x: number): number }>(at('tasks.cjs'))
  expect([await one.apply(legacy.up), await one.apply(legacy.up)]).toEqual([1, 2])
  expect(await one.map(legacy.computed, [1])).toEqual([2])
  await one.terminate()
})

test('TypeScript, where Node reads it', async () => {
  const { typescript } = process.features as { typescript?: unknown }
  const typed = pool.module<typeof import('./fixtures/module-tasks/typed')>(at('typed.ts'))
  const halves = pool.map(typed.half, [4])
  if (typeof typescript === 'string') expect(await halves).toEqual([2])
  else await expect(halves).rejects.toMatchObject({ code: 'ERR_NUMPOOL_MODULE_IMPORT' })
})

describe('what is no task', () => {
  test('an export that is not there: the error lists those that are', async () => {
    const error = await pool.map(anyOf(tasks).nope, [1]).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnknownExportError)
    expect(error).toMatchObject({
      code: 'ERR_NUMPOOL_UNKNOWN_EXPORT',
      module: at('tasks.mjs').href,
      export: 'nope',
      exports: ['Point', 'add', 'default', 'later', 'timesLoaded', 'twice'],
    })
  })

  test('an export that is no function', async () => {
    await expect(pool.map(anyOf(tasks).answer, [1])).rejects.toThrow(
      /`answer` .* is a number and no function/,
    )
  })

  test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'then'])(
    '%s, which every object has',
    async (name) => {
      expect(anyOf(tasks)[name]).toBeUndefined()
      expect(name in tasks).toBe(false)
    },
  )

  test('awaiting the module calls nothing and does not hang', async () => {
    expect(await tasks).toBe(tasks)
  })

  test('calling one here', () => {
    expect(() => tasks.twice(1)).toThrow(/`twice` is a task .* pool\.apply\(tasks\.twice/)
  })

  test('a module that is missing, or throws', async () => {
    const missing = anyOf(pool.module(at('missing.mjs'))).task
    await expect(pool.map(missing, [1, 2])).rejects.toMatchObject({
      code: 'ERR_NUMPOOL_MODULE_IMPORT',
      index: 0,
    })
    const throws = anyOf(pool.module(at('throws.mjs'))).task
    const error = (await pool.map(throws, [1]).catch((thrown: unknown) => thrown)) as Error
    expect(error.message).toContain('at load')
    expect(error.cause).toBeInstanceOf(RangeError)
    expect(await pool.apply(tasks.add, [1, 2])).toBe(3)
  })
})

describe('which module: a file of this machine, by a name that means one thing', () => {
  test('a URL, its text, or an absolute path', async () => {
    const url = at('tasks.mjs')
    for (const given of [url, url.href, fileURLToPath(url)])
      expect(await pool.apply(pool.module<Tasks>(given).add, [1, 2])).toBe(3)
  })

  test('printing it shows the URL', () => {
    expect(String(Object.prototype.toString.call(tasks))).toContain('tasks.mjs')
  })

  test.each<[unknown]>([
    ['./tasks.mjs'],
    ['../tasks.mjs'],
    ['tasks'],
    [''],
    ['node:fs'],
    ['data:text/javascript,export const a = 1'],
    ['http://example.org/a.mjs'],
    ['//server/share/a.mjs'],
    ['\\\\server\\share\\a.mjs'],
    ['file://server/share/a.mjs'],
    [new URL('data:text/javascript,export const a = 1')],
    [new URL('https://example.org/a.mjs')],
    [undefined],
    [null],
    [5],
    [{ href: path.resolve('a.mjs') }],
  ])('refuses %j', (given) => {
    let thrown: unknown
    try {
      pool.module(given as string)
    } catch (error) {
      thrown = error
    }
    expect(thrown).toBeInstanceOf(TypeError)
    expect(thrown).toMatchObject({ code: 'ERR_NUMPOOL_INVALID_ARG' })
    expect((thrown as Error).message).toContain("new URL('./tasks.js', import.meta.url)")
  })
})
