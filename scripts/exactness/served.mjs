// Who computes a function natively: the provider that a call gets, and the others that stand ready, each measured on its own.

/**
 * The provider's name as `explain` gives it, and what else computes this function somewhere: the engine's own function
 * behind vector code, and that code for the other instruction sets of this CPU.
 */
export function servedBy(numpool, addon, subject) {
  const { provider, name } = admitted(numpool, subject)
  if (name === undefined) return { provider, others: [] }
  const others = []
  const candidate = addon.mathAdmitted(name)
  const vectors = addon.mathVectors?.(name) ?? []
  if (vectors.length > 0 && candidate >= 0)
    others.push({
      provider: addon.mathCandidates(name)[candidate],
      evaluate: (x, y, out) => must(addon.mathEval(name, candidate, x, y, out)),
    })
  for (const set of vectors)
    others.push({
      provider: `vector code for ${set}`,
      evaluate: (x, y, out) => must(addon.mathEvalVector(name, set, x, y, out)),
    })
  return { provider, others }
}

/** Calls a function until its vector code is proved, where there is any: that happens beside the first calls. */
export async function settle(numpool, addon, pool, subject, task) {
  const { name } = admitted(numpool, subject)
  if (name === undefined || (addon.mathVectors?.(name) ?? []).length === 0) return
  const x = new Float64Array(1 << 17).fill(1.5)
  for (let turn = 0; turn < 100; turn++) {
    if (addon.mathVectorState(name) !== 'unknown') return
    if (subject.arity === 1) pool.mapSync(task, x, { engine: 'native' })
    else pool.starmapSync(task, numpool.zip(x, x), { engine: 'native' })
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`nobody proved the vector code of ${name}`)
}

/** `**` is computed by whoever computes Math.pow; all else without a provider is the same on every engine. */
function admitted(numpool, { name, arity, text }) {
  const source = arity === 1 ? `x => ${text}` : `(x, y) => ${text}`
  // biome-ignore lint/security/noGlobalEval: the source is one of functions.mjs
  // biome-ignore lint/complexity/noCommaOperator: an indirect eval has the global scope
  const { engine, math, reasons } = numpool.explain((0, eval)(source))
  if (engine !== 'native') throw new Error(`${name} is not native: ${reasons[0]?.message}`)
  const [found] = Object.entries(math)
  return found === undefined
    ? { provider: 'exact operations', name: undefined }
    : { provider: found[1], name: found[0] }
}

function must(evaluated) {
  if (!evaluated) throw new Error('a provider refused to be evaluated')
}
