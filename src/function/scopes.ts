/**
 * What a closure is once it has been read.
 */

/** Where a function begins, counted from 0, in the script it was compiled from. */
export interface FunctionLocation {
  /** V8's number of the script, where it is known. */
  readonly script?: number | undefined
  readonly line: number
  readonly column: number
}

export type Scope = Readonly<Record<string, unknown>>

/** The variables of one function, innermost scope first; the global object is not among them. */
export interface Closure {
  readonly scopes: readonly Scope[]
  /** Those of the scopes that are the object of a `with`, whose properties come and go. */
  readonly withObjects: ReadonlySet<Scope>
  /** Whether one of them is that of a function. */
  readonly isInFunction: boolean
  /** The global object of the function's realm. */
  readonly global: Scope
  readonly location: FunctionLocation | undefined
}

/** Why a variable could not be read. */
export class UnreadableClosureError extends Error {
  override readonly name = 'UnreadableClosureError'
  /** The variable that was asked for. */
  readonly variable: string | undefined

  constructor(why: string, variable: string | undefined, options?: ErrorOptions) {
    super(why, options)
    this.variable = variable
  }
}

/** A variable that means a function expression by its own name. */
export class HiddenNameError extends UnreadableClosureError {
  override readonly variable: string

  constructor(name: string) {
    super(
      `\`${name}\` means the function itself, by the name of a function expression, which V8 does not tell`,
      name,
    )
    this.variable = name
  }
}
