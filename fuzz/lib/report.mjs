// What a run has covered, as Markdown: committed reports stand in fuzz/reports.
import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'

/** What a full run must reach; shorter ones only say how far they came. */
const GOALS = {
  programs: 100_000,
  perConstruct: 1000,
  nodes: 15,
  specials: 0.1,
  native: 0.85,
}

/** @param {import('./tally.mjs').Tally} tally */
export function report(tally, { seed, machines, mismatches, seconds, missing }) {
  const { programs } = tally
  const rarest = Math.min(...tally.constructs.values())
  const goal = (yes) => (yes ? 'yes' : 'no')
  return `# A run of the fuzzer

${machine()}; commit ${commit()}. Made by \`npm run fuzz -- --count ${programs} --seed ${seed} --machines ${machines}\`, in ${seconds.toFixed(0)} s.

| | | goal | reached |
|---|--:|--:|---|
| programs | ${thousands(programs)} | ${thousands(GOALS.programs)} | ${goal(programs >= GOALS.programs)} |
| **mismatches** | **${mismatches}** | 0 | ${goal(mismatches === 0)} |
| programs that ran natively | ${percent(tally.native, programs)} | ≥ ${percent(GOALS.native, 1)} | ${goal(tally.native >= GOALS.native * programs)} |
| nodes of a program, mean | ${(tally.nodes / programs).toFixed(1)} | ≥ ${GOALS.nodes} | ${goal(tally.nodes >= GOALS.nodes * programs)} |
| special values among the inputs | ${percent(tally.specials, tally.values)} | ≥ ${percent(GOALS.specials, 1)} | ${goal(tally.specials >= GOALS.specials * tally.values)} |
| occurrences of the rarest construct | ${thousands(rarest)} | ≥ ${thousands(GOALS.perConstruct)} | ${goal(rarest >= GOALS.perConstruct)} |
| programs that are no JavaScript or throw (faults of the generator) | ${thousands(tally.invalids.size)} | 0 | ${goal(tally.invalids.size === 0)} |
| calls, all | ${thousands(tally.calls)} | | |
| calls that ran natively | ${thousands(tally.nativeCalls)} | | |
${ran(tally)}
| calls with captures of other kinds or values than before | ${thousands(tally.changedCalls)} | | |
| calls given up half-way (an index out of bounds) and compared on workers | ${thousands(tally.fallenBack)} | | |
| results compared | ${thousands(tally.results)} | | |
| results that are NaN | ${percent(tally.nans, tally.results)} | | |

A program counts as native when its first call ran with \`engine: 'native'\`, which throws where the native engine does not
take the call; the pool's own \`stats()\` counted as many native runs on each machine, and none on workers.

## Constructs

How often each occurs in the ${thousands(programs)} programs.${missing.length === 0 ? '' : ` Left out, because this build never takes them: ${missing.join(', ')}.`}

${columns([...tally.constructs].sort(byName), 3, ['construct', 'times'])}

## Input kinds

How many columns of native calls; \`zip\`, \`enumerate\` and \`rows\`: how many calls.

${columns([...tally.kinds].sort(byName), 2, ['kind', 'times'])}

## Outputs

${columns([...tally.outputs].sort(byName), 2, ['output', 'calls'])}

## Lengths

${columns(
  [...tally.lengths].sort(([a], [b]) => a - b),
  4,
  ['items', 'calls'],
)}

## Refusals

Programs whose first call the native engine did not take, by the code of the first reason.

${tally.refusals.size === 0 ? 'None.' : columns([...tally.refusals].sort(byName), 2, ['reason', 'programs'])}
`
}

/** Who ran how many of the native calls. */
function ran(tally) {
  const rows = [
    ['code', 'of these, compared as machine code, from the first item on'],
    ['blocks for code', 'there is no machine code for, or no item: on the block machine instead'],
    ['blocks', 'compared on the block machine'],
  ]
  return rows
    .filter(([machine]) => tally.ran.has(machine))
    .map(([machine, what]) => `| ${what} | ${thousands(tally.ran.get(machine))} | | |`)
    .join('\n')
}

/** Node and the machine, in one line. */
export function machine() {
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus()[0]?.model ?? 'unknown CPU'}`
}

export function commit() {
  try {
    return execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'unknown'
  }
}

/** A table of pairs, several beside each other. */
function columns(pairs, beside, [what, count]) {
  const rows = Math.ceil(pairs.length / beside)
  const head = `|${` ${what} | ${count} |`.repeat(beside)}\n|${'---|--:|'.repeat(beside)}`
  const lines = Array.from({ length: rows }, (_, row) => {
    const cells = Array.from({ length: beside }, (_, place) => {
      const pair = pairs[row + place * rows]
      return pair === undefined ? ' | |' : ` ${code(pair[0])} | ${thousands(pair[1])} |`
    })
    return `|${cells.join('')}`
  })
  return [head, ...lines].join('\n')
}

/** A bar would end the cell. */
export function code(text) {
  return `\`${String(text).replaceAll('|', '\\|')}\``
}

const byName = ([a], [b]) => (a < b ? -1 : 1)

function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

function percent(part, whole) {
  return `${((100 * part) / Math.max(whole, 1)).toFixed(1).replace(/\.0$/, '')} %`
}
