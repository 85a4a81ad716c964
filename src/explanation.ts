/**
 * Which engine a call would use, and why: the answer behind `explain()` and `pool.explain()`.
 */
import { inspect } from 'node:util'
import type { EngineName, UserFunction } from './call'
import { loadAddon } from './engine/native/addon'
import { booleansIn, type Shape } from './engine/native/columns'
import { noAddon } from './engine/native/engine'
import { mathProvider } from './engine/native/math'
import { type Prepared, prepare } from './engine/native/prepare'
import { describe, listed, type Reason } from './errors'
import type { Explanation } from './explain'
import { analyze } from './function/analysis'
import { builtinName } from './function/builtins'
import { unwrapKernel } from './function/kernel-state'
import { isQuiet, Zip } from './sequence'

/**
 * Explains one function for the given sample arguments (by default, one number for each of its parameters).
 */
export function explainFunction(
  fn: UserFunction,
  sample: readonly unknown[],
  engine: EngineName,
  captures?: Readonly<Record<string, unknown>>,
): Explanation {
  if (engine === 'workers' || engine === 'inline') return explanation({ engine })
  const addon = loadAddon()
  if (addon === undefined) return explanation({ engine: 'workers', reasons: [noAddon()] })
  const { reasons, ...shape } = itemLike(fn, sample)
  const prepared = prepare(addon, fn, shape, captures)
  if ('reasons' in prepared || reasons.length > 0)
    return explanation({
      engine: 'workers',
      reasons: 'reasons' in prepared ? [...reasons, ...prepared.reasons] : reasons,
    })
  const { kernel } = prepared
  return explanation({
    engine: 'native',
    captures: capturesOf(prepared),
    math: Object.fromEntries(
      kernel.math.map((name) => [name, mathProvider(addon, name) ?? 'none']),
    ),
    ops: kernel.ops,
    machine: addon.machine?.(kernel.id) ?? '',
    nsPerElement: kernel.costNs,
  })
}

/** Captured values and functions; those that a captured function takes stand under its name. */
function capturesOf({ kernel, values, tables, helpers }: Prepared): Record<string, unknown> {
  const captures: Record<string, unknown> = {}
  for (const { name, fn } of helpers.values()) captures[name] = fn
  const whole = (name: string, owner: number | null): string =>
    owner === null ? name : `${helpers.get(owner)?.name}.${name}`
  for (const [i, { name, owner }] of kernel.params.entries())
    captures[whole(name, owner)] = values[i]
  for (const [i, { name, owner }] of kernel.tables.entries())
    captures[whole(name, owner)] = tables[i]?.given
  return captures
}

/** The shape of an item like the sample, and what of it no kernel can read. */
function itemLike(fn: UserFunction, sample: readonly unknown[]): Shape & { reasons: Reason[] } {
  const [first] = sample
  if (sample.length === 1 && first instanceof Zip) return rowLike(fn, first)
  // What `map` over rows gives: one array of numbers.
  if (sample.length === 1 && Array.isArray(first) && first.length > 0)
    return { ...shaped(first, true), reasons: oddReasons(first, 'element') }
  const columns = sample.length > 0 ? sample.length : parameterCount(fn)
  const booleans = booleansIn(sample)
  return { columns, tuple: false, booleans, reasons: oddReasons(sample, 'argument') }
}

/**
 * A `zip` is no item but data: what counts is one of its rows, as `starmap` unpacks it, or as `map` gives it to a function of
 * one parameter.
 */
function rowLike(fn: UserFunction, rows: Zip<readonly unknown[]>): ReturnType<typeof itemLike> {
  const columns = rows.parts.length
  const tuple = parameterCount(fn) === 1 && columns > 1
  if (!isQuiet(rows)) {
    const odd = rows.parts.findIndex((part) => !isQuiet(part)) + 1
    const message = `part ${odd} of the zip is no array, typed array or range, so its rows are made before they are read`
    return { columns, tuple, booleans: 0, reasons: [{ code: 'not-columns', message }] }
  }
  const [row = []] = rows
  return { ...shaped(row, tuple), columns, reasons: oddReasons(row, 'element') }
}

function shaped(values: readonly unknown[], tuple: boolean): Shape {
  return { columns: values.length, tuple, booleans: booleansIn(values) }
}

function oddReasons(values: readonly unknown[], what: 'argument' | 'element'): Reason[] {
  const odd = values.findIndex((value) => typeof value !== 'number' && typeof value !== 'boolean')
  if (odd === -1) return []
  const message = `${what} ${odd} of the sample is ${describe(values[odd])}, and kernels read numbers and booleans only`
  return [{ code: 'not-numeric-data', message }]
}

/** Declared parameters, defaults included; at least one. */
export function parameterCount(fn: UserFunction): number {
  const { fn: target } = unwrapKernel(fn, undefined)
  if (builtinName(target) !== undefined) return Math.max(target.length, 1)
  return Math.max(analyze(target).params, 1)
}

function explanation(
  facts: Partial<Omit<Explanation, 'toString'>> & { engine: Explanation['engine'] },
): Explanation {
  const whole = {
    reasons: [],
    captures: {},
    math: {},
    ops: '',
    machine: '',
    nsPerElement: undefined,
    ...facts,
  }
  // Methods stay out of JSON and out of comparisons.
  Object.defineProperty(whole, 'toString', { value: () => words(whole) })
  Object.defineProperty(whole, inspect.custom, { value: () => words(whole) })
  return whole
}

function words(facts: Omit<Explanation, 'toString'>): string {
  const lines = [`engine: ${facts.engine}`]
  lines.push(...listed(facts.reasons))
  for (const [name, value] of Object.entries(facts.captures))
    lines.push(`captured: ${name} = ${inspect(value)}`)
  for (const [name, provider] of Object.entries(facts.math)) lines.push(`Math.${name}: ${provider}`)
  if (facts.machine !== '') lines.push(`computed by ${facts.machine}`)
  if (facts.nsPerElement !== undefined)
    lines.push(`about ${facts.nsPerElement.toFixed(1)} ns per element on one thread`)
  if (facts.ops !== '') lines.push(facts.ops)
  return lines.join('\n')
}
