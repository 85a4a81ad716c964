// What a run has covered: each construct, kind of input, length and special value, and how much of it ran natively.
import { isSpecialItem, itemOf } from './columns.mjs'
import { size, walk } from './tree.mjs'

export class Tally {
  programs = 0
  /** Programs whose first call ran natively. */
  native = 0
  nodes = 0
  calls = 0
  nativeCalls = 0
  changedCalls = 0
  /** Native calls by who computed: see `tryCall`. */
  ran = new Map()
  /** Calls that the native engine gave up half-way, and workers made again. */
  fallenBack = 0
  items = 0
  values = 0
  specials = 0
  /** Results that are NaN, of those that are numbers: where there are many, they hide what is wrong. */
  nans = 0
  results = 0
  constructs = new Map()
  kinds = new Map()
  lengths = new Map()
  outputs = new Map()
  /** Programs that are no JavaScript, or throw: faults of the generator. Their numbers, and that there are any. */
  invalids = new Map()
  /** Programs that were refused, by the code of the first reason. */
  refusals = new Map()

  /** What another one counted, after it went through JSON. */
  static from(json) {
    const tally = new Tally()
    for (const [key, value] of Object.entries(json))
      tally[key] = typeof value === 'number' ? value : new Map(value)
    return tally
  }

  toJSON() {
    return Object.fromEntries(
      Object.entries(this).map(([key, value]) => [key, value instanceof Map ? [...value] : value]),
    )
  }

  /** Adds what another one counted. */
  add(other) {
    for (const [key, value] of Object.entries(other)) {
      if (typeof value === 'number') this[key] += value
      else for (const [name, count] of value) add(this[key], name, count)
    }
  }

  program(program) {
    this.programs++
    this.nodes += size(program.tree)
    walk(program.tree, ({ construct }) => add(this.constructs, construct))
  }

  invalid({ seed, index }) {
    add(this.invalids, `program ${index} of seed ${seed}`)
  }

  /** @param outcome - what `tryCall` gave */
  call(call, nth, { refused, fell, wanted, ran }) {
    this.calls++
    if (call.changed) this.changedCalls++
    if (refused !== undefined) {
      if (fell) this.fallenBack++
      if (nth === 0) add(this.refusals, refused[0]?.code ?? 'no reason')
      return
    }
    this.nativeCalls++
    for (const machine of ran) add(this.ran, machine)
    if (nth === 0) this.native++
    this.items += call.length
    add(this.lengths, call.length)
    const output = call.output.startsWith('columns') ? 'out of columns' : call.output
    add(this.outputs, call.async ? `${output}, async` : output)
    if (call.gather !== 'alone') add(this.kinds, call.gather)
    for (const column of call.columns) this.column(column, call.length)
    for (const value of wanted ?? []) if (Number.isNaN(value)) this.nans++
    this.results += call.length
  }

  column(column, length) {
    const memory =
      column.memory === undefined || column.memory === 'own' ? '' : `, ${column.memory}`
    add(this.kinds, column.kind + memory)
    this.values += length
    for (let i = 0; i < length; i++) if (isSpecialItem(column, itemOf(column, i))) this.specials++
  }
}

function add(map, key, count = 1) {
  map.set(key, (map.get(key) ?? 0) + count)
}
