/**
 * Errors of modules that a worker imports: for a function that travels by reference, or a module task.
 */
import { brand, PoolError } from './base'

/** A module does not export what was asked of it. */
export class UnknownExportError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_UNKNOWN_EXPORT'
  /** The URL or specifier of the module. */
  readonly module: string
  /** The export that was asked for. */
  readonly export: string
  /** The functions that the module exports. */
  readonly exports: readonly string[]

  /**
   * @param holds - what is there instead, if anything
   * @internal
   */
  constructor(module: string, name: string, exports: readonly string[], holds?: string) {
    const there =
      exports.length === 0 ? 'It exports no function.' : `It exports ${exports.join(', ')}.`
    super(
      holds === undefined
        ? `${module} has no export \`${name}\`. ${there}`
        : `The export \`${name}\` of ${module} is ${holds} and no function. ${there}`,
    )
    this.module = module
    this.export = name
    this.exports = exports
  }
}
brand(UnknownExportError, 'UnknownExportError')

/** A worker could not import a module. `cause` is what Node, or the module, threw. */
export class ModuleImportError extends PoolError {
  override readonly code = 'ERR_NUMPOOL_MODULE_IMPORT'
  /** The URL or specifier of the module. */
  readonly module: string

  /** @internal */
  constructor(module: string, from: string | undefined, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const where = from === undefined ? '' : ` from ${from}`
    super(`A worker could not import ${module}${where}: ${why}`, { cause })
    this.module = module
  }
}
brand(ModuleImportError, 'ModuleImportError')
