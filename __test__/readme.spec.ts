/**
 * Every code block of README.md, run as a module of its own against the built package; where a line says in a comment
 * what it prints, it must print that.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { TYPESCRIPT } from '../scripts/lib/run.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Inside the tree, so that `numpool` is this package. */
mkdirSync(join(ROOT, '.build'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.build', 'readme-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^```(js|ts)\n(.*?)^```$/gms)].map(([, , code = '']) => code)

/** What `console.log(…) // text` promises, where the text is not a remark in words. */
function promised(code: string): string[] {
  return [...code.matchAll(/^console\.log\(.*\) \/\/ (.*)$/gm)]
    .map(([, text = '']) => text)
    .filter((text) => !text.includes(', with'))
}

test('the README has code to run', () => {
  expect(blocks.length).toBeGreaterThanOrEqual(3)
})

test.each(blocks.map((code, i) => [i + 1, code] as const))('README block %i', async (i, code) => {
  const file = join(folder, `block-${i}.mts`)
  writeFileSync(file, code)
  const { stdout } = await promisify(execFile)(process.execPath, [...TYPESCRIPT, file], {
    cwd: ROOT,
    timeout: 30_000,
  })
  const printed = stdout.trim().split('\n')
  for (const line of promised(code)) expect(printed).toContain(line)
})

test('every ratio of the README stands in a run it points at', () => {
  const runs = [...readme.matchAll(/\]\((bench\/runs\/[^)]+)\)/g)].map(([, run = '']) => run)
  const summary = runs.map((run) => readFileSync(join(ROOT, run), 'utf8')).join('\n')
  const ratios = [...readme.matchAll(/\*\*([\d.]+×)\*\*/g)].map(([, ratio = '']) => ratio)
  expect(ratios.length).toBeGreaterThan(0)
  for (const ratio of ratios) expect(summary).toContain(`| ${ratio} |`)
})
