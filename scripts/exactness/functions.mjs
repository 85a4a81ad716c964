// What `npm run exactness` measures: every property of Math that kernels take, and the operators `%` and `**`.

/** All but `random`, which no two calls agree on. The first 21 are those whose last bits depend on the engine. */
const ONE =
  'sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh exp expm1 log log1p log2 log10 cbrt ' +
  'abs ceil clz32 f16round floor fround round sign sqrt trunc'
const TWO = 'atan2 pow hypot imul max min'

/** @typedef {{ name: string, arity: 1 | 2, text: string, math: string | undefined }} Subject */

/** @type {readonly Subject[]} */
const SUBJECTS = [
  ...ONE.split(' ').map((name) => subject(name, 1, `Math.${name}(x)`)),
  ...TWO.split(' ').map((name) => subject(name, 2, `Math.${name}(x, y)`)),
  { name: '**', arity: 2, text: 'x ** y', math: undefined },
  { name: '%', arity: 2, text: 'x % y', math: undefined },
]

function subject(name, arity, text) {
  return { name, arity, text, math: name }
}

/** Those of this engine: Math.f16round is young. */
export function subjectsHere() {
  return SUBJECTS.filter(({ math }) => math === undefined || typeof Math[math] === 'function')
}

/** What a person would write, for the pool. */
export function taskOf({ arity, text }) {
  return evaluate(arity === 1 ? `x => ${text}` : `(x, y) => ${text}`)
}

/** The same in a loop of plain JavaScript, one piece of code for each function, so that the optimiser knows its callee. */
export function loopOf({ text }) {
  return evaluate(`(xs, ys, out) => {
    for (let i = 0; i < out.length; i++) {
      const x = xs[i]
      const y = ys[i]
      out[i] = ${text}
    }
  }`)
}

/** In the global scope: nothing of this module is captured. */
function evaluate(source) {
  // biome-ignore lint/security/noGlobalEval: the source is made above
  // biome-ignore lint/complexity/noCommaOperator: an indirect eval has the global scope
  return (0, eval)(source)
}
