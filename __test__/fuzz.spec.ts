/**
 * The fuzzer (`fuzz/README.md`), bounded: some thousand random programs on the native engine against plain JS, bit for bit, as
 * machine code and on the block machine, and a few of the miscompilations that it must notice. A failure prints the seed and the smallest program it found.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { FAULTS } from '../fuzz/faults.mjs'
import { campaign } from '../fuzz/lib/campaign.mjs'
import { anyCase } from '../fuzz/lib/case.mjs'
import { openEngine } from '../fuzz/lib/engine.mjs'
import { textOf } from '../fuzz/lib/program.mjs'
import { repro } from '../fuzz/lib/repro.mjs'
import { shrink } from '../fuzz/lib/shrink.mjs'
import { walk } from '../fuzz/lib/tree.mjs'
import { withFault } from '../fuzz/power.mjs'
import * as numpool from '../src/index'

const engine = openEngine({ numpool })
const { pool, constructs } = engine
afterAll(() => pool.terminate())

const PROGRAMS = 3000
/** Where there is none, the block machine runs every call, and is compared. */
const hasMachineCode = numpool.explain((x: number) => x + 1).machine.startsWith('machine code')

describe('random programs', () => {
  const seed = Math.floor(Math.random() * 2 ** 32)

  test('give the bits of plain JS', { timeout: 600_000 }, async () => {
    const { tally, mismatches } = await campaign(engine, { seed, count: PROGRAMS })
    for (const mismatch of mismatches)
      throw new Error(repro(await shrink(engine, mismatch), 'numpool'))
    expect(tally.programs).toBe(PROGRAMS)
    expect(tally.invalids.size / PROGRAMS).toBeLessThan(0.01)
    expect(tally.native / tally.programs).toBeGreaterThan(0.85)
    expect(tally.nodes / tally.programs).toBeGreaterThan(15)
    expect(tally.specials / tally.values).toBeGreaterThan(0.1)
    const { engines } = pool.stats()
    const machines = engine.machines.length
    expect(engines.native.runs).toBeGreaterThanOrEqual(tally.nativeCalls * machines)
    // What met an index beyond a table went on there.
    expect(engines.workers.runs).toBeLessThanOrEqual(tally.fallenBack * machines)
    expect(tally.ran.get('blocks')).toBe(tally.nativeCalls)
    if (hasMachineCode) expect(tally.ran.get('code')).toBeGreaterThan(PROGRAMS / 4)
  })

  test('use every construct', { timeout: 600_000 }, () => {
    const { number, boolean, statement } = constructs
    const missing = new Set([number, boolean, statement].flat().map(({ name }) => name))
    for (let index = 0; index < 50_000 && missing.size > 0; index++)
      walk(anyCase(1, index, constructs).program.tree, (one: { construct: string }) =>
        missing.delete(one.construct),
      )
    expect([...missing]).toEqual([])
  })

  test('depend on the seed and their number alone', () => {
    const text = (index: number) => textOf(anyCase(seed, index, constructs).program).fn
    expect([text(5), text(6)]).toEqual([text(5), text(6)])
    expect(text(5)).not.toBe(text(6))
  })
})

// All of them, and after how many programs: fuzz/reports/power.md.
const FEW = [
  'min-nan',
  'ushr-signed',
  'select-in-tail',
  'stale-capture',
  'fma',
  'zip-column',
  'code-copy-mask',
  'code-shift-count',
]

describe('a miscompilation is noticed, and its program made small', () => {
  const run = { seed: 1, count: 20_000 }

  test.each(FEW)('%s', { timeout: 600_000 }, async (fault) => {
    expect(FAULTS.map(({ name }) => name)).toContain(fault)
    const { found } = await withFault(fault, run)
    expect(found?.text.length).toBeLessThan(400)
  })

  test('none where there is none', { timeout: 600_000 }, async () => {
    const { found, programs } = await withFault('', { ...run, count: 500 })
    expect(found).toBeUndefined()
    expect(programs).toBe(500)
  })
})
