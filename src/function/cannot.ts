/**
 * The refusals of functions that cannot travel: which function, which variable of it, where, and the ways out.
 */
import type { UserFunction } from '../call'
import { type CannotTravel, CannotTravelError, usualWaysOut } from '../errors'
import type { FreeVariable, FunctionAnalysis } from './analysis'
import { isBundle } from './bundle'
import { locate } from './location'
import { moduleBeingImported } from './module-references'

/** What a function in the luggage is called by when one of its values is refused. */
export interface Owner {
  readonly fn: UserFunction
  readonly analysis: FunctionAnalysis
  readonly variables: FreeVariable[]
  /** What the variables hold, in the same order. */
  readonly held: unknown[]
  /** The variable of the function that is sent itself through which this one goes along; undefined for that function. */
  readonly through: string | undefined
}

/** A module that calls a pool while a worker imports it would be imported by that pool's workers, and so on for ever. */
export function refuseWhileImporting(fn: UserFunction): void {
  const module = moduleBeingImported()
  if (module === undefined) return
  throw new CannotTravelError({
    variable: fn.name === '' ? 'fn' : fn.name,
    holds: `a function that is given to a pool while this worker imports ${module} for a task`,
    hint: 'Workers import the modules of functions: call pools inside functions, or under `if (isMainThread)`.',
  })
}

/** The error for a variable of a function, or for the function itself. */
export function cannot(
  owner: Owner,
  variable: FreeVariable | undefined,
  about: Pick<CannotTravel, 'holds' | 'says' | 'hint'> & { readonly cause?: unknown },
): CannotTravelError {
  return new CannotTravelError(
    {
      variable: variable?.name ?? owner.fn.name,
      holds: about.holds,
      says: about.says,
      line: variable?.line,
      column: variable?.column,
      at: inFile(owner, variable),
      functionName: owner.fn.name,
      hint: waysOut(owner, about.holds, about.hint),
    },
    about.cause === undefined ? undefined : { cause: about.cause },
  )
}

/** The ways out, where the usual ones are not all there is to say; they hold for variables of the function that was given. */
function waysOut(owner: Owner, holds: string, own: string | undefined): string | undefined {
  const { through, fn, analysis } = owner
  const file = locate(fn, analysis)?.file
  const bundled = file !== undefined && isBundle(file)
  if (through === undefined && !bundled) return own
  let hint = own ?? usualWaysOut(holds)
  if (through !== undefined) {
    const reach = `The function that was given reaches it through \`${through}\``
    hint =
      own === undefined
        ? `${reach}: import that inside the function, or put the task into a module of its own (pool.module).`
        : `${own} ${reach}.`
  }
  return bundled
    ? `${hint} This file is a bundle: leave the package that it belongs to external, or give the task an entry file of its own (pool.module).`
    : hint
}

/** Where a variable is used, as editors understand it; undefined where the function's place is not known. */
function inFile({ fn, analysis }: Owner, variable: FreeVariable | undefined): string | undefined {
  if (variable?.line === undefined || variable.column === undefined) return undefined
  const begins = locate(fn, analysis)
  if (begins === undefined) return undefined
  const column = variable.line === 1 ? begins.column + variable.column : variable.column
  return `${begins.file.replace(/\?numpool$/, '')}:${begins.line + variable.line}:${column}`
}

/** Refuses a class with a computed key that nothing holds any more. */
export function refuseLostKey(
  owner: Owner,
  index: number,
  variable: FreeVariable | undefined,
): void {
  if (variable === undefined) return
  const { name } = variable
  const given = index === 0 ? `Give it with the captures option ({ captures: { ${name} } }), ` : ''
  const others = `export the class from a module (not the main one), or keep the key in the class (static key = ${name}).`
  throw cannot(owner, variable, {
    holds: 'a computed key of the class',
    says: 'is used for a computed key of the class alone, and cannot be read once the class is made',
    hint: given === '' ? others.replace(/^e/, 'E') : given + others,
  })
}

/** Refuses a variable that the function assigns: outside of an initializer, nobody would see it. */
export function refuseAssignment(owner: Owner, variable: FreeVariable): void {
  if (variable.assigned === undefined) return
  throw cannot(
    owner,
    { ...variable, ...variable.assigned },
    {
      holds: 'a variable of the code around the function',
      says: 'is assigned to by the function, but belongs to the code around it',
      hint:
        'Each worker would change a copy of its own: return the value, keep it in shared memory (sharedEmpty), ' +
        "or assign it in the pool's initializer to keep one per worker.",
    },
  )
}
