// docs/exactness.md: the page's head is written by people and kept; behind the mark stand a table of all that was measured and a
// section for each platform, of which a run replaces those it measured.
import { KINDS } from './inputs.mjs'
import { MODES } from './modes.mjs'

/** Behind this everything is made. */
const MARK = '<!-- Made by `npm run exactness`; what follows is replaced. -->'
const FACTS = /^<!-- facts: (.*) -->$/m

/** Functions whose live results are others than in the first measurement: the mode changed something. */
export function changed(first, { rows, mode }) {
  // Other inputs, or none.
  if (mode === 'flush-to-zero' || mode === 'patched') return []
  // A row of a provider that stands ready beside the serving one has no digest of its own.
  const served = (all) => all.filter(({ live }) => live !== 0)
  const before = new Map(served(first.rows).map(({ name, live }) => [name, live]))
  const differs = ({ name, live }) => before.get(name) !== live
  return served(rows)
    .filter(differs)
    .map(({ name }) => name)
}

/** One platform's section, from its measurements in each mode. */
export function sectionOf(measured) {
  const [{ node, platform, instructions }] = measured
  const modes = measured.map(({ mode, rows }) => ({
    mode,
    rows: rows.length,
    count: Math.max(...rows.map(({ count }) => count)),
    differences: rows.reduce((sum, { differences }) => sum + differences, 0),
    changed: changed(measured[0], { mode, rows }),
  }))
  const facts = { node, platform, instructions, modes }
  const lines = [
    `## Node ${node.slice(1)}, ${platform}, ${instructions}`,
    '',
    `<!-- facts: ${JSON.stringify(facts)} -->`,
    '',
    `| function | computed by | ${measured.map(({ mode }) => mode).join(' | ')} |`,
    `|---|---|${measured.map(() => '--:|').join('')}`,
    ...tableRows(measured),
    '',
  ]
  return { facts, text: lines.join('\n') }
}

/** One line for each function and provider; in a cell the results that differ, or a dash where the mode has no such provider. */
function tableRows(measured) {
  const table = new Map()
  const none = measured.map(({ mode }) => (mode === 'patched' ? '' : '–'))
  measured.forEach(({ mode, rows }, column) => {
    for (const { name, provider, differences } of rows) {
      const key = mode === 'patched' ? firstOf(table, name) : `${name}|${provider}`
      if (!table.has(key)) table.set(key, { name, provider, cells: [...none] })
      const { cells } = table.get(key)
      // Twice where the engine's own function serves and stands ready behind refused vector code.
      cells[column] = String((Number(cells[column]) || 0) + differences)
    }
  })
  return [...table.values()].map(
    ({ name, provider, cells }) => `| \`${name}\` | ${provider} | ${cells.join(' | ')} |`,
  )
}

/** A replaced function has nobody who computes it: its cell stands in the function's first line. */
function firstOf(table, name) {
  return [...table.keys()].find((key) => key.startsWith(`${name}|`)) ?? `${name}|workers`
}

/** The page with these sections in place of older ones for the same platforms. */
export function withSections(page, sections) {
  const [head, rest = ''] = page.split(MARK)
  const all = new Map()
  for (const text of rest.split(/^(?=## Node )/m)) {
    const found = FACTS.exec(text)
    if (found !== null) {
      const facts = JSON.parse(found[1])
      all.set(keyOf(facts), { facts, text })
    }
  }
  for (const section of sections) all.set(keyOf(section.facts), section)
  const ordered = [...all.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, section]) => section)
  const body = ordered.map(({ text }) => text.trimEnd()).join('\n\n')
  return `${head.trimEnd()}\n\n${MARK}\n\n${summary(ordered)}\n${body}\n`
}

/** By architecture, then major version. */
function keyOf({ node, platform, instructions }) {
  return `${platform === 'linux-x64' ? 0 : 1} ${platform} ${node.split('.')[0]} ${instructions}`
}

function summary(sections) {
  const lines = [
    `Inputs: ${KINDS}. Functions of two arguments get pairs of these.`,
    '',
    'In the tables of the platforms a number is how many results differ; – stands where nobody computes the function so in that mode. That is a thread that flushes',
    'subnormal numbers, where the second proof refuses the vector code of some functions: `sin` gives a subnormal argument back as it is, its vector code a zero.',
    'The engine’s own function goes on serving them, and is measured.',
    '',
    '| mode | what |',
    '|---|---|',
    ...Object.entries(MODES).map(([name, { what }]) => `| ${name} | ${what} |`),
    '',
    '| Node | platform | mode | functions and providers | inputs each | results that differ | live results unlike those of the first mode |',
    '|---|---|---|--:|--:|--:|---|',
  ]
  for (const { facts } of sections)
    for (const { mode, rows, count, differences, changed } of facts.modes) {
      const cells = [facts.node.slice(1), `${facts.platform}, ${facts.instructions}`, mode, rows]
      const names = changed.map((name) => `\`${name}\``).join(', ')
      lines.push(`| ${[...cells, count.toLocaleString('en'), differences, names].join(' | ')} |`)
    }
  return `${lines.join('\n')}\n`
}
