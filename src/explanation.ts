/**
 * Which engine a call would use, and why: the answer behind `explain()` and `pool.explain()`.
 */
import { inspect } from 'node:util'
import type { EngineName, UserFunction } from './call'
import { dtypeOf, isTypedArray } from './dtype'
import { type Addon, loadAddon } from './engine/native/addon'
import type { Kernel } from './engine/native/compile'
import { noAddon } from './engine/native/engine'
import { haveFractions, mayLoseFractions } from './engine/native/fractions'
import { mathProvider } from './engine/native/math'
import { type Prepared, prepare } from './engine/native/prepare'
import { listed, type Reason } from './errors'
import type { Explanation } from './explain'
import { analyze } from './function/analysis'
import { builtinName } from './function/builtins'
import { unwrapKernel } from './function/kernel-state'
import { readingsOf } from './sample'
import { type Hint, TRUNCATED } from './watch/truncated'

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
  const prepared = firstNative(addon, fn, sample, captures)
  if ('reasons' in prepared) return explanation({ engine: 'workers', reasons: prepared.reasons })
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
    hint: hintFor(fn, sample, kernel),
  })
}

/** What a sample stands for may be read in two ways: the first that is native counts, or what keeps the first one off. */
function firstNative(
  addon: Addon,
  fn: UserFunction,
  sample: readonly unknown[],
  captures: Readonly<Record<string, unknown>> | undefined,
): Prepared | { reasons: readonly Reason[] } {
  const refused: (readonly Reason[])[] = []
  for (const { reasons, ...shape } of readingsOf(sample, parameterCount(fn))) {
    const prepared = prepare(addon, fn, shape, captures)
    if ('reasons' in prepared) refused.push([...reasons, ...prepared.reasons])
    else if (reasons.length > 0) refused.push(reasons)
    else return prepared
  }
  return { reasons: refused[0] ?? [] }
}

/** The hint for `map` over these data; a native function is pure, so its first results may be looked at. */
function hintFor(
  fn: UserFunction,
  [items, ...rest]: readonly unknown[],
  kernel: Kernel,
): Hint | null {
  if (rest.length > 0 || !isTypedArray(items)) return null
  const dtype = dtypeOf(items)
  if (dtype === undefined || !mayLoseFractions(kernel, dtype)) return null
  return haveFractions(map(fn, items)) ? TRUNCATED : null
}

function* map(fn: UserFunction, items: Iterable<unknown>): Generator<unknown> {
  for (const item of items) yield fn(item as never)
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
    hint: null,
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
  if (facts.hint !== null) lines.push(`hint: ${facts.hint.message}`)
  if (facts.ops !== '') lines.push(facts.ops)
  return lines.join('\n')
}
