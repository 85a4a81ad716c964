// A mismatch as a program of its own: `node <file>` shows what differs.
import { columnSource, isTyped } from './columns.mjs'
import { TYPES } from './dtypes.mjs'
import { literal } from './numbers.mjs'
import { textOf } from './program.mjs'

/**
 * @param {import('./campaign.mjs').Mismatch} mismatch
 * @param {string} from - what numpool is imported from
 */
export function repro({ case: one, what }, from) {
  const { program, calls, seed, index } = one
  const { beside, fn } = textOf(program)
  const names = program.captures.map(({ name }) => name)
  const text = calls.map((call) => callSource(call, program, names)).join('\n')
  const used = ['enumerate', 'range', 'zip'].filter((name) => text.includes(`${name}(`))
  const declared = names.length > 0 ? `let ${names.join(', ')}\n` : ''
  return `// numpool differs from plain JS: ${what.split('\n')[0]}
// With NUMPOOL_JIT=always it runs as machine code, with NUMPOOL_JIT=0 on the block machine.
// Program ${index} of seed ${seed}, made smaller. Node ${process.version}, ${process.platform} ${process.arch}.
import { isDeepStrictEqual } from 'node:util'
import { ${['Pool', ...used].join(', ')} } from '${from}'

const pool = new Pool(2)
${text.includes('fill(') ? 'const fill = (array, items) => (array.set(items), array)\n' : ''}${declared}
${beside === '' ? '' : `${beside}\n`}const fn = ${form(fn)}

let different = 0
function compare(got, want) {
  for (let i = 0; i < want.length; i++)
    if (!isDeepStrictEqual(got[i], want[i])) {
      different++
      console.log('item', i, 'is', got[i], 'instead of', want[i])
    }
}
${text}
console.log(different === 0 ? 'no difference' : \`\${different} items differ\`)
pool.terminate()
process.exitCode = different === 0 ? 0 : 1
`
}

/** A method is an object's. */
function form(text) {
  return text.startsWith('{') ? `(${text})` : text
}

function callSource(call, program, names) {
  const values = call.captures.map(captureSource)
  const pairs = names.map((name, i) => `${name}: ${values[i]}`)
  const set = (list) => names.map((name, i) => `${name} = ${list[i]}`).join('; ')
  const options = ["engine: 'native'"]
  if (!call.live && names.length > 0) options.push(`captures: { ${pairs.join(', ')} }`)
  const [way, dtype] = call.output.split(' ')
  if (call.output === 'in place') options.push('out: columns[0]')
  else if (way === 'columns') options.push(`out: [${columnsSource(call)}]`)
  else if (dtype !== undefined) options.push(`out: new ${TYPES[dtype].name}(${call.length})`)
  else if (way !== 'default') options.push(`dtype: '${way}'`)
  const method = program.shape === 'many' ? 'starmap' : 'map'
  const run = call.async ? `await pool.${method}` : `pool.${method}Sync`
  return `{
  const columns = [${call.columns.map(columnSource).join(', ')}]
  ${set(values)}
  const want = Array.from({ length: ${call.length} }, (_, i) => fn(${argumentsOf(call, program)}))
  ${call.live ? '' : set(names.map(() => '12345.678'))}
  const got = ${run}(fn, ${dataOf(call)}, { ${options.join(', ')} })
  compare(${gotAs(call)}, ${wantedAs(call)})
}`
}

/** Arrays for two results of each item. */
function columnsSource({ output, length }) {
  const dtypes = output.split(' ').slice(1)
  const made = (dtype) =>
    dtype === 'in-place'
      ? `columns[0].subarray(0, ${length})`
      : `new ${TYPES[dtype].name}(${length})`
  return dtypes.map(made).join(', ')
}

function captureSource(value) {
  if (value.object !== undefined) return objectSource(value.object)
  if (typeof value === 'object') return columnSource(value)
  return typeof value === 'string' ? value : literal(value)
}

function objectSource(object) {
  const parts = Object.entries(object).map(([key, value]) => `${key}: ${valueSource(value)}`)
  return `{ ${parts.join(', ')} }`
}

function valueSource(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (ArrayBuffer.isView(value))
    return `${value.constructor.name}.of(${Array.from(value, literal).join(', ')})`
  if (typeof value === 'object') return objectSource(value)
  if (typeof value === 'function') return String(value)
  return typeof value === 'number' ? literal(value) : JSON.stringify(value)
}

function argumentsOf({ columns }, { shape }) {
  const items = columns.map(({ kind }, c) =>
    kind === 'range' ? `columns[${c}].at(i)` : `columns[${c}][i]`,
  )
  return shape === 'tuple' ? `[${items.join(', ')}]` : items.join(', ')
}

function dataOf({ gather, columns, length }) {
  switch (gather) {
    case 'alone':
      return 'columns[0]'
    case 'zip':
      return 'zip(...columns)'
    case 'enumerate':
      return `enumerate(columns[1], ${columns[0].start})`
    default:
      return `Array.from({ length: ${length} }, (_, i) => columns.map((column) => column[i]))`
  }
}

/** The results as items. */
function gotAs({ output, length }) {
  if (!output.startsWith('columns')) return 'got'
  return `Array.from({ length: ${length} }, (_, i) => got.map((out) => out[i]))`
}

/** What is wanted, stored as the call stores its results. */
function wantedAs({ output, gather, columns: [first] }) {
  if (output.startsWith('columns')) {
    const types = output
      .split(' ')
      .slice(1)
      .map((dtype) => TYPES[dtype]?.name ?? first.kind)
    return `want.map((row) => [${types}].map((Type, k) => Type.of(Object.values(row)[k])[0]))`
  }
  if (output !== 'default' && output !== 'in place')
    return `${TYPES[output.split(' ').at(-1)].name}.from(want)`
  return gather === 'alone' && isTyped(first) ? `${first.kind}.from(want)` : 'want'
}
