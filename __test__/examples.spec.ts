/**
 * The programs of `examples/`: each runs as a process of its own, as a reader would start it, prints the right roots
 * and ends by itself.
 */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect, promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { TYPESCRIPT } from '../scripts/lib/run.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const EXAMPLES = join(ROOT, 'examples')

async function run(name: string): Promise<string> {
  const main = join(EXAMPLES, name, 'main.mts')
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...TYPESCRIPT, main], {
    cwd: ROOT,
    timeout: 60_000,
  })
  expect(stderr).toBe('')
  return stdout
}

describe('the three programs', () => {
  const roots = Array.from({ length: 100 }, (_, x) => Math.sqrt(x))

  test.each([
    ['01-map', roots],
    ['02-apply-async', roots],
    ['03-shared-memory', Float64Array.from(roots)],
  ])('%s prints the roots of 0 to 99', async (name, expected) => {
    expect(await run(name)).toBe(`${inspect(expected)}\n`)
  })

  test('each is short', () => {
    for (const name of readdirSync(EXAMPLES).filter((entry) => /^\d/.test(entry))) {
      const lines = readFileSync(join(EXAMPLES, name, 'main.mts'), 'utf8')
        .trimEnd()
        .split('\n')
      expect(lines.length, name).toBeLessThanOrEqual(40)
    }
  })
})

test('nearest-airport finds them all natively, with the bits of plain JavaScript', async () => {
  const output = await run('nearest-airport')
  expect(output).toContain('141,957,424 distances')
  expect(output).toContain('engine: native')
  expect(output).toMatch(/equal bit for bit on those [\d,]+ ZIP codes/)
  // New York, and the histogram's first bar.
  expect(output).toMatch(/10001 New York, NY +\d+\.\d km +\w+ /)
  expect(output).toMatch(/0 to 5 km +\d+ #+/)
})
