/**
 * Sources that end careless parsers: the front end has an answer for each, wherever it is called. In processes of their own, since a
 * stack that overflows in native code ends the process.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const FIXTURE = fileURLToPath(new URL('./fixtures/front-end-limits.cjs', import.meta.url))

const PLACES: [string, string[]][] = [
  ['at the bottom of a recursion', ['main']],
  ['in a worker with a small stack', ['flat', '0.5']],
  ['at the bottom of a recursion in a worker', ['deep', '1']],
]

test.each(PLACES)('every source has an answer %s', { timeout: 300_000 }, async (_name, args) => {
  const { stdout } = await promisify(execFile)(process.execPath, [FIXTURE, ...args], {
    timeout: 280_000,
  })
  const { answers } = JSON.parse(stdout) as { answers: Record<string, string> }
  expect(answers).toEqual({
    parentheses: 'too-deep',
    brackets: 'too-deep',
    objects: 'too-deep',
    ternary: 'too-large',
    'ternary, the other way': 'too-large',
    power: 'too-large',
    arrows: 'not-numeric',
    'arrows with parentheses': 'too-large',
    calls: 'too-large',
    'called functions': 'native',
    negations: 'native',
    'else if': 'too-large',
    'else if that fits': 'too-deep',
    'early returns': 'too-deep',
    blocks: 'too-deep',
    switches: 'too-deep',
    'a long switch': 'too-large',
    loops: 'too-deep',
    'a long sum': 'too-large',
    'a sum of 1e5 terms': 'too-large',
    'a product of sums': 'too-large',
    members: 'not-numeric',
    templates: 'too-deep',
    classes: 'too-large',
    'a huge number': 'native',
    'a huge fraction': 'native',
    'a huge hexadecimal': 'native',
    'a huge bigint': 'bigint',
    'a long string': 'not-numeric',
    'a long name': 'unknown-variable',
    comments: 'too-deep',
    'an open comment': 'parse-error',
    'escapes in names': 'native',
    'separators of lines': 'native',
    nothing: 'parse-error',
    zeros: 'parse-error',
    'many variables': 'native',
    'functions that double': 'too-large',
    'arrays that double': 'too-large',
  })
})
