/**
 * Errors of sending: a function or a value that cannot go to another thread.
 */
import { brand, PoolError } from './base'
import { place } from './reason'

/** What is known of a variable that cannot be sent along with a function. */
export interface CannotTravel {
  /** The variable, or what else of the function stands in the way (`this`, `super`). */
  readonly variable: string
  /** What it holds, in words: `a WeakMap`, `a native function`. */
  readonly holds: string
  /** What the message says of the variable, where that is not what it holds. */
  readonly says?: string | undefined
  /** Its first use, counted from 1, in the function's own source. */
  readonly line?: number | undefined
  readonly column?: number | undefined
  /** The same place in its file, `file:line:column`, where that is known. */
  readonly at?: string | undefined
  /** The function, for the message. */
  readonly functionName?: string | undefined
  /** Another way out than the usual ones, as a sentence. */
  readonly hint?: string | undefined
}

/** For a variable of the function that was given. @param holds - what it holds, in words */
export function usualWaysOut(holds: string): string {
  if (holds === 'a Promise') return 'Await it before the call: what it gives goes along.'
  if (holds.startsWith('the symbol ')) return 'Symbol.for() makes one that every thread has.'
  const ways =
    'Import it inside the function, pass what is needed of it as an argument, or give something in its place with the captures option'
  return holds.includes(INSTANCE)
    ? `${ways}; instances of your own classes go along after registerClass().`
    : `${ways}.`
}

/** How the codec says it. */
const INSTANCE = '(an instance of a class)'

/** A function cannot be sent to a worker, because of a variable it uses. */
export class CannotTravelError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_CANNOT_TRAVEL'
  readonly variable: string
  readonly holds: string
  readonly line: number | undefined
  readonly column: number | undefined

  /** @internal */
  constructor(about: CannotTravel, options?: ErrorOptions) {
    const name = about.functionName ? `The function ${about.functionName}` : 'The function'
    const hint = about.hint ?? usualWaysOut(about.holds)
    super(
      `${name} cannot be sent to a worker: \`${about.variable}\` ${about.says ?? `holds ${about.holds}`}${where(about)}. ${hint}`,
      options,
    )
    this.variable = about.variable
    this.holds = about.holds
    this.line = about.line
    this.column = about.column
  }
}
brand(CannotTravelError, 'CannotTravelError')

/** Line and column of the function alone would be taken for those of the file. */
function where(about: CannotTravel): string {
  if (about.at !== undefined) return ` (${about.at})`
  return place(about).replace(/\)$/, ' of the function)')
}

/** A value cannot cross to another thread as itself. */
export class NotCloneableError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_NOT_CLONEABLE'
  /** Where in the value it stands: `args[0].user.socket`. */
  readonly path: string

  /**
   * @param holds - what stands there, in words: `a function`, `a WeakMap`
   * @internal
   */
  constructor(path: string, holds: string, options?: ErrorOptions) {
    super(`${path} holds ${holds}, which cannot cross to another thread. ${wayOut(holds)}`, options)
    this.path = path
  }
}
brand(NotCloneableError, 'NotCloneableError')

function wayOut(holds: string): string {
  if (holds === 'a Promise') return 'Await it, and send what it gives.'
  return holds.endsWith(INSTANCE)
    ? 'Register the class with registerClass(), or send its data and rebuild it on the other side.'
    : 'Send the plain data and rebuild the value on the other side.'
}

/** A task threw something that is no error and cannot cross: a symbol of its own, a function, a proxy. */
export class ThrownValueError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_THROWN_VALUE'
  /** What was thrown, in words: `the symbol Symbol(done)`. */
  readonly thrown: string

  /** @internal */
  constructor(thrown: string) {
    super(
      `The task threw ${thrown}, which cannot cross to another thread. Throw an Error, or plain data.`,
    )
    this.thrown = thrown
  }
}
brand(ThrownValueError, 'ThrownValueError')
