/**
 * Coverage and profiles are kept by file name: what workers compile of a user's file must not appear under its name.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('../fixtures/tools/measured.mjs', import.meta.url))
const folder = mkdtempSync(join(os.tmpdir(), 'numpool-measured-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ranges {
  readonly functionName: string
  readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[]
}

async function run(flags: readonly string[], env: Record<string, string>): Promise<unknown> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [...flags, PROGRAM], {
    timeout: 60_000,
    cwd: folder,
    env: { ...process.env, ...env },
  })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

const EXPECTED = [[2, 4], 'state']

test('coverage of the user’s file is that of the user’s file', async () => {
  const coverage = join(folder, 'coverage')
  expect(await run([], { NODE_V8_COVERAGE: coverage })).toEqual(EXPECTED)
  const text = readFileSync(PROGRAM, 'utf8')
  const scripts = readdirSync(coverage)
    .flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(coverage, name), 'utf8')) as {
        result: { url: string; functions: Ranges[] }[]
      }
      return result
    })
    .filter(({ url }) => url === pathToFileURL(PROGRAM).href)
  // The main thread's, and nothing from workers.
  expect(scripts).toHaveLength(1)
  const ranges = scripts[0]?.functions.flatMap((fn) => fn.ranges) ?? []
  expect(ranges.length).toBeGreaterThan(1)
  for (const { startOffset, endOffset } of ranges) {
    expect(startOffset).toBeLessThan(endOffset)
    expect(endOffset).toBeLessThanOrEqual(text.length)
  }
  const called = scripts[0]?.functions.find(({ functionName }) => functionName === 'called')
  expect(called?.ranges[0]).toMatchObject({
    startOffset: text.indexOf('function called'),
    count: 3,
  })
})

test('a profile names only lines that the file has', async () => {
  expect(await run(['--cpu-prof', `--cpu-prof-dir=${folder}`], {})).toEqual(EXPECTED)
  const lines = readFileSync(PROGRAM, 'utf8').split('\n')
  const profiles = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))
  expect(profiles.length).toBeGreaterThan(0)
  for (const name of profiles) {
    const { nodes } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
      nodes: { callFrame: { url: string; functionName: string; lineNumber: number } }[]
    }
    for (const { callFrame } of nodes) {
      if (callFrame.url !== pathToFileURL(PROGRAM).href && callFrame.url !== PROGRAM) continue
      const { functionName, lineNumber } = callFrame
      if (functionName === '') continue
      expect(lines[lineNumber]).toContain(functionName)
    }
  }
})

test('objects that were logged are collected after calls with closures', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', fileURLToPath(new URL('../fixtures/tools/logged.mjs', import.meta.url))],
    { timeout: 60_000, env: { ...process.env, NUMPOOL_CLOSURES: 'inspector' } },
  )
  expect(stdout.trim().split('\n').at(-1)).toBe('collected')
})
