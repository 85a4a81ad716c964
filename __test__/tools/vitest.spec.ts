/**
 * Functions as vitest's module runner leaves them: imports are members of `__vite_ssr_import_…` objects. Packages travel by
 * reference, files that vite has compiled as text.
 */
import path, { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import _, { chunk } from 'lodash'
import { uniq } from 'lodash-es'
import { marked } from 'marked'
import { afterAll, expect, test, vi } from 'vitest'
import * as YAML from 'yaml'
import { Pool } from '../../src'
import * as helpers from '../fixtures/helpers'
import { double, viaDouble } from '../fixtures/helpers'

const pool = new Pool(1, { engine: 'workers' })
afterAll(() => pool.terminate())

test('named imports, their helpers and a namespace', async () => {
  expect(await pool.map((x: number) => double(x), [1])).toEqual([2])
  expect(await pool.map(viaDouble, [1])).toEqual([102])
  expect(await pool.map((x: number) => helpers.viaDouble(x) + helpers.offset, [1])).toEqual([202])
})

test('packages', async () => {
  expect(await pool.map((text: string) => marked.parse(text) as string, ['*a*'])).toEqual([
    '<p><em>a</em></p>\n',
  ])
  expect(await pool.map((text: string) => marked(text) as string, ['*a*'])).toHaveLength(1)
  expect(await pool.map((text: string) => YAML.parse(text) as unknown, ['a: 1'])).toEqual([
    { a: 1 },
  ])
  expect(
    await pool.map((list: number[]) => [_.uniq(list), chunk(list, 2), uniq(list)], [[1, 1]]),
  ).toEqual([[[1], [[1, 1]], [1]]])
  expect(await pool.map(uniq as (list: number[]) => number[], [[1, 1]])).toEqual([[1]])
})

test("Node's own", async () => {
  expect(await pool.map((name: string) => [join('a', name), path.basename(name)], ['b'])).toEqual([
    [join('a', 'b'), 'b'],
  ])
  expect(await pool.apply(() => threadId)).not.toBe(threadId)
})

test('dynamic import, and what import.meta says', async () => {
  expect(await pool.apply(async () => (await import('node:path')).sep)).toBe(path.sep)
  expect(await pool.apply(() => import.meta.url.slice(-14))).toBe('vitest.spec.ts')
})

test('a mock has state of the test’s: it is refused, not replaced', async () => {
  const mock = vi.fn((x: number) => x)
  await expect(pool.map((x: number) => mock(x), [1])).rejects.toMatchObject({
    code: 'ERR_NUMPOOL_CANNOT_TRAVEL',
  })
})
