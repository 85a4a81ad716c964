/**
 * The programs of `examples/`: each runs as a process of its own, as a reader would start it, prints what it
 * should and ends by itself.
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
})

describe('what a pool can do', () => {
  test.each([
    [
      '04-closure',
      [
        'pool: a place to swim [loop polo]',
        'loop: ? [pool polo]',
        'polo: ? [pool loop]',
        'node: ? [done]',
        'done: ? [node]',
        'kernel: ? []',
        '0 of 6 hashes are the same under another salt',
      ],
    ],
    [
      '05-module-tasks',
      ['Pool: pool workers work it', 'Loop: loop stays free answer', '2 different digests'],
    ],
    [
      '06-imap-file',
      [
        '42,049 lines, 59 states',
        'AK reaches 70.49° north',
        'WA reaches 48.99° north',
        'ND reaches 48.95° north',
        'never more than 512 lines ahead: true',
      ],
    ],
    [
      '07-progress',
      ['17647 takes 278 steps', '20000 of 20000 items, 0 ms left, never backwards: true'],
    ],
    [
      '08-abort',
      [
        'signal: the user went away',
        'timeout: ERR_NUMPOOL_TIMEOUT',
        'item 0: 1',
        'item 1: ERR_NUMPOOL_TASK_TIMEOUT',
        'item 2: 2',
        'cancel: no longer needed',
        'others: 0 1 2',
      ],
    ],
  ])('%s', async (name, lines) => {
    expect(await run(name)).toBe(`${lines.join('\n')}\n`)
  })
})

test('each file is short', () => {
  const files = readdirSync(EXAMPLES, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.mts'),
  )
  expect(files.length).toBeGreaterThan(10)
  for (const file of files) {
    const lines = readFileSync(join(EXAMPLES, file), 'utf8').trimEnd().split('\n')
    expect(lines.length, file).toBeLessThanOrEqual(40)
  }
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

test('mandelbrot draws the set natively, equal to plain JavaScript', async () => {
  const output = await run('mandelbrot')
  const lines = output.trimEnd().split('\n')
  expect(lines).toHaveLength(34)
  // The axis: outside at the left, the set's body in the middle.
  expect(lines[16]).toMatch(/^\.\.\..*@{30}.*:::$/)
  expect(output).toContain('960,000 pixels, equal to plain JavaScript (engine: native')
  expect(output).toMatch(/: \d+\.\d times as fast\n$/)
})
