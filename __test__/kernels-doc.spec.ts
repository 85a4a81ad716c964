/**
 * The examples of docs/kernels.md, all run together in one module against the built package; where a line says in a comment what
 * it prints, it must print that.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Inside the tree, so that `numpool` is this package. */
mkdirSync(join(ROOT, '.build'), { recursive: true })
const folder = mkdtempSync(join(ROOT, '.build', 'kernels-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const text = readFileSync(join(ROOT, 'docs', 'kernels.md'), 'utf8')
const blocks = [...text.matchAll(/^```js( setup)?\n(.*?)^```$/gms)].map(([, setup, code = '']) => ({
  isSetup: setup !== undefined,
  code,
}))
const setup = blocks.filter(({ isSetup }) => isSetup).map(({ code }) => code)
const examples = blocks.filter(({ isSetup }) => !isSetup).map(({ code }) => code)

/** The lines that print something, and what they promise to print. */
function promised(code: string): [string, string][] {
  return [...code.matchAll(/^ *(console\.log\(.*\)) \/\/ (.*)$/gm)].map(
    ([, line = '', printed = '']) => [line, printed],
  )
}

test('the page has an example for every part of the language', () => {
  const parts = text.split(/^## /m).slice(1)
  const bare = parts.filter((part) => !part.startsWith('Limits') && !part.includes('```js\n'))
  expect(bare).toEqual([])
  expect(setup).toHaveLength(1)
})

test.each(examples.map((code, i) => [i + 1, code] as const))('example %i', async (i, code) => {
  const file = join(folder, `example-${i}.mjs`)
  writeFileSync(file, `${setup[0]}\n${code}`)
  const { stdout } = await promisify(execFile)(process.execPath, [file], {
    cwd: ROOT,
    timeout: 60_000,
  })
  const lines = promised(code)
  expect(lines.length).toBeGreaterThan(0)
  const printed = stdout.trim().split('\n')
  expect(printed).toEqual(lines.map(([, line]) => line))
})
