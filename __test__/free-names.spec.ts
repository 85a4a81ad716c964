/**
 * Names of a function that are not what they seem: its closure, its file and its realm say what they mean. Run as a program of
 * its own on the built package, as test runners put their own modules between.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { moduleInfo } from '../src/function/module-info'
import { scanModule } from '../src/function/module-info-fallback'

const PROGRAM = fileURLToPath(new URL('fixtures/free-names/main.cjs', import.meta.url))
const CANNOT = 'ERR_NUMPOOL_CANNOT_TRAVEL'

describe.each([
  ['V8', {}],
  ['the inspector', { NUMPOOL_CLOSURES: 'inspector' }],
])('names, found by %s', (_, env) => {
  let results: Record<string, unknown>
  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM], {
      timeout: 60_000,
      env: { ...process.env, ...env },
    })
    results = JSON.parse(stdout) as typeof results
  }, 90_000)

  // V8 lists no variable for the name of a function expression, so that a global (or nothing) was taken in its place.
  test.each(['workers', 'auto'])('the name of a function expression, %s', (engine) => {
    const of = (what: string): unknown => results[`${engine}: ${what}`]
    expect(of('a global of that name')).toEqual([CANNOT, 'step'])
    expect(of('nothing of that name')).toEqual([CANNOT, 'own'])
    expect(of('in a typed array')).toEqual([CANNOT, 'step'])
    expect(of('a variable with the function')).toEqual([2])
    expect(of('a parameter')).toEqual([2])
    expect(of('a parameter further in')).toEqual([3])
    expect(of('a method')).toEqual(['string'])
    expect(of('a class')).toEqual([4])
  })

  // A name that was a global once was taken for one for ever, though `eval` had declared a variable around the function.
  test.each(['workers', 'auto'])('a variable that eval adds later, %s', (engine) => {
    expect(results[`${engine}: before eval`]).toEqual([1])
    expect(results[`${engine}: after eval`]).toEqual([5])
  })

  // Names of builtins went by name out of a vm context that has something else under them.
  test.each(['workers', 'auto'])('builtins of a vm context, %s', (engine) => {
    const [own, plain] = ['a context’s own', 'a plain context'].map(
      (it) => results[`${engine}: ${it}`],
    )
    expect(own).toEqual([['mine', 'mine', 'function', 'function', false]])
    expect(plain).toEqual([[1, 1, 'function', 'function', false]])
  })

  // A function that captured nothing but imports was described once, and ran with what they had held then.
  test('a live binding', () => {
    expect(results['a live binding']).toEqual(['first', 'first', 'second'])
  })

  // A worker imports the module as it is, and ran the original in place of what another module had put there.
  test('an export that another module has replaced', () => {
    expect(results['replaced by another module']).toEqual(['ERR_NUMPOOL_MODULE_IMPORT', null])
    expect(results['replaced, captured']).toEqual(['ERR_NUMPOOL_MODULE_IMPORT', null])
  })

  // The worker took a Map apart by `call`, threw outside of every task, and the call never settled.
  test('a task that replaces what all functions inherit', () => {
    expect(results['without call, apply and bind']).toEqual([[[1, 2]], [3]])
  })
})

test('function expressions are found by tokens as well', () => {
  const info = moduleInfo(PROGRAM)
  const text = info?.text ?? ''
  const found = scanModule(text)?.selves.map(({ name, start, end }) => [name, start, end])
  // What is bound anew inside is left out there.
  const sure = info?.selves.filter(({ shadows }) => shadows.length === 0)
  expect(found).toEqual(sure?.map(({ name, start, end }) => [name, start, end]))
  expect(found).toHaveLength(3)
})
