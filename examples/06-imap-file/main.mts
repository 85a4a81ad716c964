// A file read line by line and worked on as it is read: however long it is, only so many lines are in memory.
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { Pool } from 'numpool'

const file = new URL('../data/zipcodes.csv', import.meta.resolve('vega-datasets'))
const BUFFER = 512

let read = 0
async function* lines(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    // The first line has the names of the columns.
    if (read++ > 0) yield line
  }
}

/** The state of a line and how far north it is. */
function parse(line: string): [state: string, latitude: number] {
  const [, latitude = '', , , state = ''] = line.replaceAll('"', '').split(',')
  return [state, Number(latitude)]
}

const pool = new Pool(2)
const north = new Map<string, number>()
let taken = 0
let ahead = 0
for await (const [state, latitude] of pool.imap(parse, lines(), {
  bufferSize: BUFFER,
  chunkSize: 64,
})) {
  taken++
  ahead = Math.max(ahead, read - taken)
  north.set(state, Math.max(north.get(state) ?? -90, latitude))
}

const top = [...north].sort(([, a], [, b]) => b - a).slice(0, 3)
console.log(`${taken.toLocaleString('en-US')} lines, ${north.size} states`)
for (const [state, latitude] of top) console.log(`${state} reaches ${latitude.toFixed(2)}° north`)
console.log(`never more than ${BUFFER} lines ahead: ${ahead <= BUFFER + 1}`)
