/**
 * What a function is once it has been described for a worker, and how it is asked for.
 */
import type { UserFunction } from '../call'
import type { Encoded } from '../codec'
import type { FunctionAnalysis } from './analysis'
import type { Place } from './location'
import type { ModuleExport } from './module-references'
import type { NodeModule } from './node-modules'

/** Something that a worker finds or makes by itself. */
export type Reference =
  | { readonly is: 'function'; readonly index: number }
  | { readonly is: 'builtin'; readonly path: string }
  | ({ readonly is: 'module' } & NodeModule)
  | ModuleExport
  /** A function of numpool's own. */
  | { readonly is: 'numpool'; readonly name: string }
  /** A registered class. */
  | { readonly is: 'class'; readonly name: string }
  /** `require` or `import()` as seen from a file. */
  | { readonly is: 'require' | 'import'; readonly file: string | undefined }

/** The text of one function. */
export interface FunctionRecord {
  /** An expression that evaluates to the function. */
  readonly text: string
  /** Characters of it before the function's own text. */
  readonly shift: number
  readonly strict: boolean
  readonly isClass: boolean
  readonly name: string
  readonly place: Place | undefined
  /** The variables it gets, in the order of its values. */
  readonly names: readonly string[]
  /** Variables among them that stand for a builtin namespace (`Math`) with some members replaced. */
  readonly replaced: readonly string[]
}

/** What one function needs besides its text. */
export interface FunctionParts {
  /** For a replaced namespace: the new members. */
  readonly values: readonly unknown[]
  /** Own properties of the function and of its prototype. */
  readonly own: object | undefined
  readonly prototype: object | undefined
  /** The function from whose prototype its own inherits, and whether it inherits from that function itself as well. */
  readonly parent?: { readonly fn: unknown; readonly isStatic: boolean }
}

/** All that a message carries of a function. Encoded, because functions and objects may refer to each other. */
export interface Parts {
  readonly root: unknown
  readonly functions: readonly FunctionParts[]
}

/** A function with everything it needs. */
export interface Travelled {
  readonly records: readonly FunctionRecord[]
  /** An encoded {@link Parts}. */
  readonly parts: Encoded
  /** Whether it takes no values from around it: only globals and what a worker finds or makes by itself. */
  readonly constant: boolean
  /**
   * Where the first function's captured primitives, and small trees of such, are all that may differ at the next closure of its
   * text: which of its variables they are, and what they hold, of trees copies; the parts have gaps in their places.
   */
  readonly slots: readonly number[] | undefined
  readonly slotValues: readonly unknown[]
  /** The functions that were described, in the order of the records, with what their variables hold here. */
  readonly taken: readonly Taken[]
  /** Whether it takes nothing but globals, so that the same function object is the same at the next call. */
  readonly settled: boolean
  /** Variables that the pool's initializer assigns, with the values they have now. */
  readonly locals: ReadonlyMap<string, unknown>
}

/** A function that was described. */
export interface Taken {
  readonly fn: UserFunction
  readonly analysis: FunctionAnalysis
  readonly names: readonly string[]
  readonly held: readonly unknown[]
}

/** How a function travels. */
export interface TravelOptions {
  readonly captures?: Readonly<Record<string, unknown>> | undefined
  /** Variables that the pool's initializer makes in each worker: they stay free. */
  readonly locals?: ReadonlySet<string>
  /** Whether this is an initializer: what it assigns becomes a local of the worker. */
  readonly initializer?: boolean
  /** The registered class that this function gives: everywhere else it goes by name. */
  readonly defining?: object | undefined
}
