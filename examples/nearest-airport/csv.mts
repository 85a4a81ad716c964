// The two files of vega-datasets, read by a parser that knows commas, quotes and nothing else.
import { readFileSync } from 'node:fs'

/** One line of a file, by column name. */
export type Row = Readonly<Record<string, string>>

const FIELD = /("(?:[^"]|"")*"|[^,]*)(,|$)/gy

function fields(line: string): string[] {
  const found: string[] = []
  for (const [, text = '', end] of line.matchAll(FIELD)) {
    found.push(text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text)
    if (end === '') break
  }
  return found
}

/** @param name a file of the vega-datasets package, such as `airports.csv` */
export function readCsv(name: string): Row[] {
  const file = new URL(`../data/${name}`, import.meta.resolve('vega-datasets'))
  const [head = '', ...lines] = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/)
  const names = fields(head)
  return lines.map((line) => {
    const values = fields(line)
    return Object.fromEntries(names.map((column, i) => [column, values[i] ?? '']))
  })
}
