// What a generator of programs knows while it writes one: the variables in sight, how much it may still write, and what it
// wrote before.
import { literal, tameNumber } from './numbers.mjs'
import { joined, node, t } from './tree.mjs'

/** Sorts of variables: aliases of Math's functions and helpers are called, a pair is a helper that gives two numbers. */
const SORTS = ['number', 'boolean', 'alias', 'table', 'helper', 'pair']

/** The weight of a program's favourite construct; all others together weigh about 40. */
const FAVOURITE = 8

/** How deep expressions nest. */
const DEEPEST = 7

/** How often a variable that is read is one of the latest: what nobody reads shows no wrong bit. */
const LATEST = 0.35

/** @typedef {{ name: string, sort: 'number' | 'boolean', mutable: boolean, label?: string }} Variable */

export class Scope {
  /** The variables in sight, by sort, the innermost last. @type {Map<string, Variable[]>} */
  #visible = new Map()
  /** Those of them that can be assigned. @type {Map<string, Variable[]>} */
  #assignable = new Map()
  #depth = 0
  #names = 0
  /** Expressions written before, which are written again now and then: the compiler computes them once. */
  #written = []

  /**
   * @param {import('./random.mjs').Random} random
   * @param {object} constructs - the table
   * @param {number} fuel - about how many nodes to write
   */
  constructor(random, constructs, fuel) {
    for (const sort of SORTS) {
      this.#visible.set(sort, [])
      this.#assignable.set(sort, [])
    }
    this.random = random
    // Each program has a construct that it prefers: without, rare ones would hardly ever meet each other.
    this.favourite = random.pick(
      [constructs.number, constructs.boolean, constructs.statement].flat(),
    )
    this.constructs = constructs
    this.fuel = fuel
    /** What a `return` gives. */
    this.result = 'number'
    /** How many values an array or an object of results has. */
    this.parts = 2
    /** What can be left here: loops and labelled blocks. @type {{ label?: string, block?: boolean }[]} */
    this.loops = []
  }

  /** A name that nothing else has. */
  fresh(stem) {
    return `${stem}${++this.#names}`
  }

  /** @param {Variable} variable */
  declare(variable) {
    this.visible(variable.sort).push(variable)
    if (variable.mutable) this.assignable(variable.sort).push(variable)
    return variable
  }

  /** Runs `write` in a block of its own. */
  inBlock(write) {
    const lists = [...this.#visible.values(), ...this.#assignable.values(), this.#written]
    const lengths = lists.map((list) => list.length)
    try {
      return write()
    } finally {
      lists.forEach((list, i) => {
        list.length = lengths[i]
      })
    }
  }

  /** The variables in sight of a sort. */
  visible(sort) {
    return this.#visible.get(sort)
  }

  /** Those that can be assigned. */
  assignable(sort) {
    return this.#assignable.get(sort)
  }

  /** An expression that gives a number. */
  number() {
    return this.#expression('number')
  }

  /** An expression that gives a boolean. */
  boolean() {
    return this.#expression('boolean')
  }

  /** An expression whose truth is asked: of either sort. */
  condition() {
    return this.random.chance(0.85) ? this.boolean() : this.number()
  }

  /** An operand where a boolean stands for 0 or 1: mostly a number. */
  operand() {
    return this.random.chance(0.06) ? this.boolean() : this.number()
  }

  /** An expression of the sort. */
  expression(sort) {
    return sort === 'number' ? this.number() : this.boolean()
  }

  /** What the function gives: an expression of the sort, or several in an array or an object of fixed shape. */
  given() {
    switch (this.result) {
      case 'tuple':
        return node('[x, y] as result', 'tuple', t`[${joined(this.#parts())}]`)
      case 'record':
        return node(
          '{ x, y } as result',
          'record',
          t`({ p: ${this.number()}, q: ${this.boolean()} })`,
        )
      default:
        return this.expression(this.result)
    }
  }

  /** Of several results each shows a wrong bit by itself: variables are not mixed, so that none hides another. */
  #parts() {
    return Array.from({ length: this.parts }, () =>
      this.random.chance(0.5) ? this.leaf('number') : this.number(),
    )
  }

  #expression(sort) {
    const { random } = this
    this.fuel--
    if (this.fuel <= 0 || this.#depth >= DEEPEST || random.chance(0.06 * this.#depth))
      return this.leaf(sort)
    if (random.chance(0.05)) {
      const again = this.#written.filter((one) => one.sort === sort)
      if (again.length > 0) return random.pick(again)
    }
    this.#depth++
    const made = this.write(sort)
    this.#depth--
    this.#written.push(made)
    return made
  }

  #weight = (one) => (one === this.favourite ? FAVOURITE : (one.weight ?? 1))

  /** A construct of the sort that can stand here. */
  write(sort) {
    const fitting = this.constructs[sort].filter((one) => one.when === undefined || one.when(this))
    const { name, make } = this.random.weighted(fitting, this.#weight)
    const made = make(this)
    // Some constructs choose among several names: `Math.sin`, `Math.cos`.
    return Array.isArray(made) ? node(name, sort, made) : made
  }

  /** A variable or a literal. */
  leaf(sort) {
    const { random } = this
    const variables = this.visible(sort)
    if (variables.length > 0 && random.chance(0.8)) {
      const { name, label } = random.chance(LATEST)
        ? this.#latest(variables)
        : random.pick(variables)
      return node(label ?? 'variable', sort, [name])
    }
    if (sort === 'boolean') return node('boolean literal', sort, [String(random.chance(0.5))])
    return node('number literal', sort, [literal(tameNumber(random))])
  }

  /** One of those that were declared last. */
  #latest(variables) {
    return variables[variables.length - 1 - this.random.below(Math.min(3, variables.length))]
  }

  /** Statements, in a block of their own. */
  statements(most) {
    return this.inBlock(() => this.statementsHere(most))
  }

  /** Statements of the block that is open. */
  statementsHere(most) {
    const count = this.random.between(1, most)
    const list = []
    for (let i = 0; i < count && this.fuel > 0; i++) list.push(this.statement(), '\n')
    return node('statements', 'statements', list)
  }

  statement() {
    this.fuel--
    this.#depth++
    const made = this.write('statement')
    this.#depth--
    return made
  }
}
