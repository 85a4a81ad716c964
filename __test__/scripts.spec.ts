/**
 * The set-up scripts: what a person is told when something is missing, and that nothing is built or installed twice.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { hashInputs } from '../scripts/lib/inputs.mjs'
import { dependenciesFit, requireNode } from '../scripts/lib/tools.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'numpool-scripts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('what is missing is named in one sentence', () => {
  test.each(['start', 'build', 'test'])('npm run %s without a Rust toolchain', (script) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.mjs`], {
      cwd: ROOT,
      env: { ...process.env, PATH: folder },
      encoding: 'utf8',
    })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^numpool: no Rust toolchain found .*rustup.*\n$/)
    expect(stdout).toBe(script === 'test' ? '0 passed, 1 failed\n' : '')
  })

  test.each(['18.20.0', '20.18.3', '21.7.0', '22.11.0'])('Node %s', (version) => {
    expect(() => requireNode(version)).toThrow(/Node .* is not supported: install Node 20\.19/)
  })

  test.each(['20.19.0', '22.12.0', '24.0.0', '26.1.0'])('Node %s is fine', (version) => {
    expect(() => requireNode(version)).not.toThrow()
  })
})

test('everything that scripts/try-runtime.mjs tries works in Node', { timeout: 120_000 }, () => {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/try-runtime.mjs'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  expect(stdout.split('\n').filter((line) => line !== '')).toHaveLength(15)
  expect(stdout).not.toMatch(/^no /m)
  expect(status).toBe(0)
})

describe('a build is known by its inputs', () => {
  const source = join(folder, 'source')
  const hash = (words: string[] = []): string =>
    hashInputs({ paths: [relative(ROOT, source)], words })
  beforeEach(() => {
    rmSync(source, { recursive: true, force: true })
    mkdirSync(join(source, 'deep'), { recursive: true })
    writeFileSync(join(source, 'a'), 'one')
    writeFileSync(join(source, 'deep/b'), 'two')
  })

  test('the same files give the same hash, whenever they were written', () => {
    const before = hash()
    writeFileSync(join(source, 'a'), 'one')
    expect(hash()).toBe(before)
  })

  test.each([
    ['a changed file', () => writeFileSync(join(source, 'deep/b'), 'three')],
    ['a new file', () => writeFileSync(join(source, 'c'), '')],
    ['a removed file', () => rmSync(join(source, 'a'))],
  ])('%s changes it', (_, change) => {
    const before = hash()
    change()
    expect(hash()).not.toBe(before)
  })

  test('so does a profile', () => {
    expect(hash(['release'])).not.toBe(hash(['quick']))
  })
})

describe('dependencies are installed again only when the lock asks for something else', () => {
  const lock = { '': {}, 'node_modules/a': { version: '1.0.0' } }
  const write = (installed: object | undefined, wanted: object): boolean => {
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
    mkdirSync(join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: wanted }))
    if (installed !== undefined) {
      const record = join(folder, 'node_modules/.package-lock.json')
      writeFileSync(record, JSON.stringify({ packages: installed }))
    }
    return dependenciesFit(folder)
  }

  test('all there', () => {
    expect(write({ 'node_modules/a': { version: '1.0.0' } }, lock)).toBe(true)
  })

  test('never installed', () => {
    expect(write(undefined, lock)).toBe(false)
  })

  test('another version', () => {
    expect(write({ 'node_modules/a': { version: '1.0.1' } }, lock)).toBe(false)
  })

  test('one missing', () => {
    expect(write({}, lock)).toBe(false)
  })

  test('one missing that is for another platform', () => {
    const optional = { 'node_modules/b': { version: '1.0.0', optional: true } }
    expect(write({ 'node_modules/a': { version: '1.0.0' } }, { ...lock, ...optional })).toBe(true)
  })
})
