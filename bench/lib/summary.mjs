// The summary of a run, for people: the floors first, then every row as a time and as a ratio to the plain loop.
import { LOOP } from '../contenders/plain.mjs'
import { ratio } from './floors.mjs'
import { median } from './measure.mjs'
import { WORKLOADS } from './workloads.mjs'

/** Three significant figures, in the unit that suits. */
export function duration(ms) {
  const [value, unit] = ms >= 1000 ? [ms / 1000, 's'] : ms >= 1 ? [ms, 'ms'] : [ms * 1000, 'µs']
  return `${Number(value.toPrecision(3))} ${unit}`
}

export const figure = (value) => String(Number(value.toPrecision(3)))

export function table(head, lines) {
  const row = (cells) => `| ${cells.join(' | ')} |`
  return [row(head), row(head.map(() => '---')), ...lines.map(row), ''].join('\n')
}

export function floorTable(floors) {
  const verdict = { true: 'yes', false: '**no**', undefined: 'not measured' }
  return table(
    ['floor', 'target', 'measured', 'holds'],
    floors.map(({ what, target, measured, unit, holds }) => [
      what,
      target,
      measured === undefined ? '–' : `${figure(measured)}${unit}`,
      verdict[holds],
    ]),
  )
}

/** One table a workload: a line for each contender, a column for each size. */
function workloadTable(rows, workload) {
  const mine = rows.filter((row) => row.workload === workload)
  const names = [...new Set(mine.flatMap((row) => Object.keys(row.times)))]
  return table(
    ['', ...mine.map((row) => `n = ${row.n.toExponential().replace('+', '')}`)],
    names.map((name) => [
      name,
      ...mine.map((row) => {
        const times = row.times[name]
        if (!times) return '–'
        const factor = ratio(row, name, LOOP)
        return `${duration(median(times))} (${figure(factor)}×)`
      }),
    ]),
  )
}

export function summary({ title, machine, rows, small, start, floors }) {
  const python = machine.python ? Object.entries(machine.python).map((pair) => pair.join(' ')) : []
  return [
    `# ${title}`,
    '',
    `${machine.cpu}, ${machine.cores} cores, ${machine.instructionSet}, ${machine.system}; Node ${machine.node}; ${[
      ...Object.entries(machine.peers).map((pair) => pair.join(' ')),
      ...python,
    ].join(', ')}.`,
    '',
    'Medians over interleaved rounds: in each round every contender runs once, in changing order. In brackets: how many times faster',
    'than the plain JS loop of the same round (median). Times move with the machine and its neighbours; the ratios are what is claimed.',
    'The Python rows run in one process beside, timed by itself, in the same rounds.',
    '',
    '## Floors',
    '',
    floorTable(floors),
    ...Object.entries(WORKLOADS).flatMap(([workload, { title: name }]) => [
      `## ${name}, Float64Array`,
      '',
      workloadTable(rows, workload),
    ]),
    '## The smallest call',
    '',
    table(
      ['', 'median'],
      Object.entries(small.times).map(([name, times]) => [name, duration(median(times))]),
    ),
    '## Start',
    '',
    table(
      ['', 'median'],
      [
        ['`require` over a bare Node', duration(start.requireMs)],
        ['`import` over a bare Node', duration(start.importMs)],
        ['first `new Pool()`', duration(start.firstPoolMs)],
        ['further `new Pool()`', duration(start.laterPoolMs)],
        ['one call into the addon', `${figure(start.entryNs)} ns`],
      ],
    ),
  ].join('\n')
}
