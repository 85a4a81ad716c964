/**
 * What the pages beside the code say of it: links lead somewhere, and what the environment can ask for is told in one place.
 * (The README's code runs in `readme.spec.ts`, that of the kernel language in `kernels-doc.spec.ts`.)
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** Where neither pages nor sources of the package are; runs and reports are made by programs. */
const FOREIGN = new Set(['node_modules', 'target', 'dist', 'runs', 'reports', 'tests'])

/** The files of the tree whose name ends so. */
function files(ending: RegExp, folder = ROOT): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith('.') || FOREIGN.has(entry.name)) return []
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return files(ending, path)
    return ending.test(entry.name) ? [path] : []
  })
}

/** The names that a page's headings have in links, as GitHub makes them. */
function anchors(page: string): string[] {
  const headings = [...page.matchAll(/^#+ +(.*)$/gm)].map(([, text = '']) => text)
  return headings.map((text) =>
    text
      .trim()
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  )
}

test.each(files(/\.md$/).map((path) => [relative(ROOT, path), path] as const))(
  'the links of %s lead somewhere',
  (_, path) => {
    const page = readFileSync(path, 'utf8')
    for (const [, link = ''] of page.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? path : join(dirname(path), file)
      expect(existsSync(target), link).toBe(true)
      if (anchor !== undefined)
        expect(anchors(readFileSync(target, 'utf8')), link).toContain(anchor)
    }
  },
)

test('every variable of the environment that the package reads is told in one place', () => {
  const read = new Set<string>()
  for (const path of [
    ...files(/\.ts$/, join(ROOT, 'src')),
    ...files(/\.rs$/, join(ROOT, 'crates')),
  ]) {
    const asks = readFileSync(path, 'utf8').matchAll(/(?:\benv\.|var(?:_os)?\(")(NUMPOOL_\w+)/g)
    for (const [, name = ''] of asks) if (!name.startsWith('NUMPOOL_TEST_')) read.add(name)
  }
  const page = readFileSync(join(ROOT, 'docs/watching.md'), 'utf8')
  const told = [...page.matchAll(/^\| `(NUMPOOL_\w+)=/gm)].map(([, name]) => name)
  expect(told.sort()).toEqual([...read].sort())
})
