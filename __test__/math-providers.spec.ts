// Which native code may stand for a Math function: the first candidate that gives the live function's bits, or none.
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { makeTable } from '../scripts/make-math-inputs.mjs'
import { ensureMath, type MathAddon, mathProvider } from '../src/engine/native/math'
import { mathInputs, storedInputs, withoutSubnormals } from '../src/engine/native/math-inputs'
import { MATH_PROBES } from '../src/engine/native/math-probes'

type Candidate = readonly [name: string, call: (x: number, y: number) => number]

const bits = new DataView(new ArrayBuffer(8))

/** The double next to this one, away from zero. */
function next(value: number): number {
  bits.setFloat64(0, value)
  bits.setBigUint64(0, bits.getBigUint64(0) + 1n)
  return bits.getFloat64(0)
}

/** One ulp off for about one input in a hundred. */
const rarelyWrong =
  (f: (x: number, y: number) => number) =>
  (x: number, y: number): number => {
    bits.setFloat64(0, x)
    const wrong = (Math.imul(bits.getUint32(0) ^ bits.getUint32(4), 0x9e3779b1) >>> 0) % 100 === 0
    const value = f(x, y)
    return wrong && Number.isFinite(value) ? next(value) : value
  }

/** An addon whose candidates are JavaScript, and which counts what is asked of it. */
function fakeAddon(candidates: Record<string, Candidate[]>) {
  const admitted = new Map<string, number>()
  const asked = { evaluated: 0, admitted: 0 }
  const addon: MathAddon = {
    mathCandidates: (name) => (candidates[name] ?? []).map(([label]) => label),
    mathEval(name, candidate, x, y, out) {
      asked.evaluated++
      const found = candidates[name]?.[candidate]
      if (found === undefined) return false
      for (let i = 0; i < x.length; i++) out[i] = found[1](x[i] as number, y?.[i] as number)
      return true
    },
    mathAdmit(name, candidate) {
      asked.admitted++
      admitted.set(name, candidate)
    },
    mathAdmitted: (name) => admitted.get(name) ?? -2,
    mathVectors: () => [],
    mathVectorState: () => 'unknown',
  }
  return { addon, admitted, asked }
}

const NAMES = Object.keys(MATH_PROBES)
const live = (name: string) =>
  (Math as unknown as Record<string, (x: number, y?: number) => number>)[name] as (
    x: number,
    y?: number,
  ) => number

describe('admission', () => {
  it.each(NAMES)('takes the first candidate of %s that agrees', (name) => {
    const { addon, admitted } = fakeAddon({
      [name]: [
        ['wrong now and then', rarelyWrong(live(name))],
        ['always wrong', (x, y) => next(live(name)(x, y))],
        ['right', live(name)],
        ['right, but later', live(name)],
      ],
    })
    expect(ensureMath(addon, [name])).toBeUndefined()
    expect(admitted.get(name)).toBe(2)
    expect(mathProvider(addon, name)).toBe('right')
  })

  it('names the function that has no provider', () => {
    const { addon, admitted } = fakeAddon({
      sin: [['right', Math.sin]],
      exp: [['wrong', rarelyWrong(Math.exp)]],
    })
    expect(ensureMath(addon, ['sin', 'exp', 'log'])).toBe('exp')
    expect(ensureMath(addon, ['log'])).toBe('log')
    expect([...admitted]).toEqual([
      ['sin', 0],
      ['exp', -1],
      ['log', -1],
    ])
    expect(mathProvider(addon, 'exp')).toBeUndefined()
  })

  it('probes a function once', () => {
    const { addon, asked } = fakeAddon({ cos: [['right', Math.cos]] })
    ensureMath(addon, ['cos'])
    const before = { ...asked }
    expect(ensureMath(addon, ['cos', 'cos'])).toBeUndefined()
    expect(asked).toEqual(before)
  })

  it('takes over what another environment of the process has found', () => {
    const { addon, admitted, asked } = fakeAddon({
      tan: [
        ['a', Math.tan],
        ['b', Math.tan],
      ],
    })
    admitted.set('tan', 1)
    admitted.set('exp', -1)
    expect(ensureMath(addon, ['tan'])).toBeUndefined()
    expect(ensureMath(addon, ['exp'])).toBe('exp')
    expect(mathProvider(addon, 'tan')).toBe('b')
    expect(asked.evaluated).toBe(0)
  })

  it('tells zeros apart and NaNs not', () => {
    const noNegativeZero = (x: number) => Math.sin(x) + 0
    const { addon } = fakeAddon({
      sin: [
        ['loses the sign of zero', noNegativeZero],
        ['right', Math.sin],
      ],
    })
    ensureMath(addon, ['sin'])
    expect(mathProvider(addon, 'sin')).toBe('right')
  })

  it('passes over a candidate that cannot be evaluated', () => {
    const { addon } = fakeAddon({
      log: [
        ['broken', Math.log],
        ['right', Math.log],
      ],
    })
    const refusing: MathAddon = {
      ...addon,
      mathEval: (name, candidate, x, y, out) =>
        candidate !== 0 && addon.mathEval(name, candidate, x, y, out),
    }
    expect(ensureMath(refusing, ['log'])).toBeUndefined()
    expect(mathProvider(refusing, 'log')).toBe('right')
  })

  it('compares with the Math of load time, not with what stands there now', () => {
    const { addon } = fakeAddon({ cbrt: [['right', Math.cbrt]] })
    const original = Math.cbrt
    try {
      Math.cbrt = () => 42
      expect(ensureMath(addon, ['cbrt'])).toBeUndefined()
    } finally {
      Math.cbrt = original
    }
  })

  it('admits nothing for a name that is not one of the functions', () => {
    const { addon } = fakeAddon({ random: [['right', Math.random]] })
    expect(ensureMath(addon, ['random'])).toBe('random')
    expect(ensureMath(addon, ['toString'])).toBe('toString')
  })
})

describe('inputs', () => {
  it('are stored for each function, and separate implementations', () => {
    expect(NAMES).toHaveLength(21)
    for (const name of NAMES) {
      const stored = storedInputs(name)
      expect(stored?.x.length, name).toBeGreaterThanOrEqual(6)
      expect(stored?.y?.length, name).toBe(live(name).length === 2 ? stored?.x.length : undefined)
    }
    // The bits in the data are those of the doubles: the first one for sin.
    expect(storedInputs('sin')?.x[0]).toBe(-0.7293598004468524)
  })

  it('are some 2,000 of every kind', () => {
    const { x } = mathInputs(true)
    expect(x.length).toBeGreaterThan(1900)
    expect(mathInputs(true).y).toHaveLength(x.length)
    for (const [kind, least] of [
      [(v: number) => Number.isNaN(v), 1],
      [(v: number) => Object.is(v, -0), 1],
      [(v: number) => v === Number.NEGATIVE_INFINITY, 1],
      [(v: number) => v !== 0 && Math.abs(v) < 2.2250738585072014e-308, 40],
      [(v: number) => v > 0 && v < 1, 200],
      [(v: number) => v > 1 && v < 10, 100],
      [(v: number) => Math.abs(v) > 1e100, 50],
    ] as const)
      expect(x.filter(kind).length, String(kind)).toBeGreaterThanOrEqual(least)
  })

  it('lose the subnormals, and nothing else, where a thread flushes them', () => {
    const isSubnormal = (v: number) => v !== 0 && Math.abs(v) < 2.2250738585072014e-308
    for (const inputs of [mathInputs(false), mathInputs(true), storedInputs('tan')]) {
      if (inputs === undefined) throw new Error('no inputs')
      const { x, y } = withoutSubnormals(inputs)
      const kept = [...inputs.x.keys()].filter(
        (i) => !isSubnormal(inputs.x[i] as number) && !isSubnormal(inputs.y?.[i] ?? 0),
      )
      expect(x).toEqual(inputs.x.filter((_, i) => kept.includes(i)))
      expect(y).toEqual(inputs.y?.filter((_, i) => kept.includes(i)) ?? null)
    }
  })

  it('are what their generator makes', () => {
    const table = readFileSync(
      new URL('../src/engine/native/math-table.ts', import.meta.url),
      'utf8',
    )
    expect(makeTable() === table, 'run node scripts/make-math-inputs.mjs').toBe(true)
  })
})
