/**
 * `NUMPOOL_PERF=1`: what `perf` reads to name machine code, in a process of its own.
 */
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { explain } from '../src/index'
import { runChild } from './support/child'

const CALLS = `
const pool = new numpool.Pool(2)
const cube = (x) => x * x *
  x + 0.25
pool.mapSync(cube, new Float64Array(100), { engine: 'native' })
pool.mapSync(cube, new Uint8Array(100), { engine: 'native', dtype: 'float32' })
const long = (x) => ${Array.from({ length: 40 }, (_, i) => `x * ${i}`).join(' + ')}
pool.mapSync(long, new Float64Array(100), { engine: 'native' })
pool.terminate()
console.log(process.pid)
`

async function mapOf(env: Record<string, string>): Promise<string | undefined> {
  const { code, stdout, stderr } = await runChild(CALLS, { env })
  expect(stderr).toBe('')
  expect(code).toBe(0)
  const file = `/tmp/perf-${stdout.trim()}.map`
  if (!existsSync(file)) return undefined
  const map = readFileSync(file, 'utf8')
  rmSync(file)
  return map
}

test.runIf(explain((x: number) => x + 1).machine.startsWith('machine code'))(
  'each kernel is a line that says which function it is, and what its code is for',
  async () => {
    const map = await mapOf({ NUMPOOL_PERF: '1', NUMPOOL_JIT: 'always' })
    const lines = (map ?? '').split('\n').filter((line) => line !== '')
    const names = lines.map((line) => {
      const [, start, length, name] = /^([0-9a-f]+) ([0-9a-f]+) (.*)$/.exec(line) ?? []
      // Code begins on a page of its own.
      expect(Number.parseInt(start ?? '1', 16) % 4096).toBe(0)
      expect(Number.parseInt(length ?? '0', 16)).toBeGreaterThan(32)
      return name?.replace(/avx2|avx512/, 'set')
    })
    expect(names).toEqual([
      'numpool#0 (x) => x * x * x + 0.25 [set: f64 -> f64]',
      'numpool#1 (x) => x * x * x + 0.25 [set: u8 -> f32]',
      'numpool#2 (x) => x * 0 + x * 1 + x * 2 + x * 3 + x * 4 + x * 5 + x * 6… [set: f64 -> f64]',
    ])
  },
)

test('without the variable there is none', async () => {
  expect(await mapOf({ NUMPOOL_JIT: 'always' })).toBeUndefined()
})
