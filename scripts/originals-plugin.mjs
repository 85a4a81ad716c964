// Puts what `src/platform/originals.ts` keeps in the place of `Math.max`, `JSON.stringify` and their like in all sources: a mock, or a
// task that replaces built-in functions, then changes nothing in the pool. One plugin for tsdown and rolldown (the build and the
// workers' text) and vite (the tests).
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'rolldown/utils'

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url))
const ORIGINALS = `${SOURCES}platform/originals.ts`

/** By what the sources say: where it comes from. */
const inject = Object.fromEntries(
  Array.from(
    readFileSync(ORIGINALS, 'utf8').matchAll(/^export const (\w+): typeof ([\w.]+)/gm),
    ([, name, member]) => [member, [ORIGINALS, name]],
  ),
)

/** `const { min } = Math` as `const min = Math.min`, which can be told apart member by member. Of prototypes, too. */
function spellOut(code) {
  return code.replace(
    /^const \{ ([\w$:, ]+) \} = ((?:Array|Atomics|JSON|Map|Math|Number|Object|Promise|Reflect|Set|Symbol)(?:\.prototype)?)$/gm,
    (_, members, owner) =>
      members
        .split(', ')
        .map((member) => member.split(': '))
        .map(([member, name = member]) => `const ${name} = ${owner}.${member}`)
        .join('; '),
  )
}

export function originals() {
  return {
    name: 'numpool:originals',
    // Before whatever else reads TypeScript.
    enforce: 'pre',
    transform(code, id) {
      const [file] = id.split('?')
      if (!file.startsWith(SOURCES) || !file.endsWith('.ts') || file === ORIGINALS) return undefined
      const done = transformSync(file, spellOut(code), {
        inject,
        sourcemap: true,
        tsconfig: false,
        target: 'es2023',
        typescript: { onlyRemoveTypeImports: true },
      })
      if (done.errors.length > 0) throw new Error(`${file}: ${done.errors[0].message}`)
      return { code: done.code, map: done.map }
    },
  }
}
