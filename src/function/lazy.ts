/**
 * What is asked of a function's file, for those who seldom ask: in a build it is read when it is (`tsdown.config.ts`).
 */
import { analyzeTokens } from './analysis-fallback'
import { scanModule } from './module-info-fallback'
import { importedAs } from './module-references'
import { isReload } from './reloaded'
import { refuseSelfNames } from './self-names'

/** Finds what a variable was imported as. */
export function importFinder(): typeof importedAs {
  return importedAs
}

/** Knows a class of a file that was loaded once more. */
export function reloadChecker(): typeof isReload {
  return isReload
}

/** Refuses a name that means a function expression. */
export function selfNameCheck(): typeof refuseSelfNames {
  return refuseSelfNames
}

/** Analyzes the text of a function without a parser. */
export function tokenAnalyzer(): typeof analyzeTokens {
  return analyzeTokens
}

/** Looks through the text of a module without a parser. */
export function moduleScanner(): typeof scanModule {
  return scanModule
}
