// `npm run exactness`: compares every Math function, as the native engine computes it, with the live one, bit by bit, and
// writes what it found into docs/exactness.md. Exit code 1 when anything differs.
//
//   --count <n>       inputs a function (default 10,000,000)
//   --node <command>  the Node to measure, several times for several; words are split at spaces, so an emulator may stand
//                     in front (default: this one)
//   --mode <name>     one of scripts/exactness/modes.mjs, several times for several (default: all)
//   --only <names>    functions, separated by commas; nothing is written then
//   --seed <n>        of the inputs (default 1)
//   --dry             write nothing
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measure } from './exactness/child.mjs'
import { MODES } from './exactness/modes.mjs'
import { changed, sectionOf, withSections } from './exactness/report.mjs'
import { main, ROOT, Stop, say, since } from './lib/run.mjs'

const PAGE = join(ROOT, 'docs/exactness.md')

await main(async () => {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '10000000' },
      node: { type: 'string', multiple: true, default: [process.execPath] },
      mode: { type: 'string', multiple: true, default: Object.keys(MODES) },
      only: { type: 'string' },
      seed: { type: 'string', default: '1' },
      dry: { type: 'boolean', default: false },
    },
  })
  const order = { count: whole('count', values.count), seed: whole('seed', values.seed) }
  const only = values.only?.split(',')
  for (const mode of values.mode)
    if (!Object.hasOwn(MODES, mode)) throw new Stop(`there is no mode ${mode}`)
  let differences = 0
  for (const command of values.node) {
    const measured = await platform(command.split(' '), values.mode, { ...order, only })
    differences += measured.reduce((sum, { rows }) => sum + total(rows), 0)
    if (only === undefined && !values.dry)
      writeFileSync(PAGE, withSections(readFileSync(PAGE, 'utf8'), [sectionOf(measured)]))
  }
  if (differences > 0) throw new Stop(`${differences} results differ from the live functions'`)
  say('no result differs')
})

/** All modes on one Node. */
async function platform(command, modes, order) {
  const measured = []
  for (const mode of modes) {
    const start = performance.now()
    const found = await measure(command, { ...order, mode })
    if (found === undefined) continue
    measured.push(found)
    const { node, platform, rows } = found
    say(`${node} ${platform} ${mode}: ${total(rows)} of ${inputs(rows)} differ (${since(start)})`)
    for (const { name, provider, differences, examples } of rows)
      if (differences > 0)
        say(`  ${name}, ${provider}: ${differences}\n    ${examples.join('\n    ')}`)
    const others = changed(measured[0], found)
    if (others.length > 0)
      say(`  live results are others than in mode ${modes[0]}: ${others.join(', ')}`)
  }
  return measured
}

function total(rows) {
  return rows.reduce((sum, { differences }) => sum + differences, 0)
}

function inputs(rows) {
  return rows.reduce((sum, { count }) => sum + count, 0)
}

function whole(name, text) {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Stop(`--${name} wants a whole number; got ${text}`)
  return value
}
