// A chart of a kernels run, as an SVG that is readable on light and dark pages: for each row how many times faster numpool on all
// threads was than the plain loop, and than numba. Drawn from the run's raw times alone.

const WIDTH = 760
const LABEL = 270
const RIGHT = 60
const ROW = 46
const TOP = 58
const BAR = 14
const [LOW, HIGH] = [0.5, 32]
const TICKS = [0.5, 1, 2, 4, 8, 16, 32]

const STYLE = `
    text { font: 13px system-ui, sans-serif; fill: #1f2328 }
    .small { font-size: 11px; fill: #59636e }
    .grid { stroke: #d1d9e0 } .one { stroke: #59636e }
    .loop { fill: #0969da } .numba { fill: #bc4c00 }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 } .small { fill: #9198a1 }
      .grid { stroke: #3d444d } .one { stroke: #9198a1 }
      .loop { fill: #58a6ff } .numba { fill: #f0883e }
    }`

/** Logarithmic: twice as fast is as far everywhere. */
function place(ratio) {
  const at = Math.log(Math.min(HIGH, Math.max(LOW, ratio)) / LOW) / Math.log(HIGH / LOW)
  return LABEL + at * (WIDTH - LABEL - RIGHT)
}

const escaped = (text) => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
const round = (value) => Number(value.toFixed(1))

/** From 1×, to the right where numpool is faster. */
function bar(kind, ratio, y) {
  const [one, to] = [place(1), place(ratio)]
  const end = Math.max(one, to) + 5
  return [
    `<rect class="${kind}" x="${round(Math.min(one, to))}" y="${y}" width="${round(Math.max(1, Math.abs(to - one)))}" height="${BAR}"/>`,
    `<text class="small" x="${round(end)}" y="${y + BAR - 3}">${Number(ratio.toPrecision(2))}×</text>`,
  ]
}

/** `rows`: of each a name, and the two ratios; the one to numba may be missing. */
export function chart(title, rows) {
  const height = TOP + rows.length * ROW + 8
  const lines = TICKS.flatMap((tick) => {
    const x = round(place(tick))
    return [
      `<line class="${tick === 1 ? 'one' : 'grid'}" x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${height - 8}"/>`,
      `<text class="small" x="${x}" y="${TOP - 12}" text-anchor="middle">${tick}×</text>`,
    ]
  })
  const bars = rows.flatMap(({ name, loop, numba }, index) => {
    const y = TOP + index * ROW + 4
    return [
      `<text x="${LABEL - 12}" y="${y + 20}" text-anchor="end">${escaped(name)}</text>`,
      ...bar('loop', loop, y),
      ...(numba === undefined ? [] : bar('numba', numba, y + BAR + 2)),
    ]
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    `<text x="12" y="20">${escaped(title)}</text>`,
    `<rect class="loop" x="${LABEL}" y="10" width="${BAR}" height="${BAR}"/><text class="small" x="${LABEL + 20}" y="21">times faster than the plain JavaScript loop</text>`,
    `<rect class="numba" x="${LABEL + 260}" y="10" width="${BAR}" height="${BAR}"/><text class="small" x="${LABEL + 280}" y="21">than numba on all cores</text>`,
    ...lines,
    ...bars,
    '</svg>',
    '',
  ].join('\n')
}
