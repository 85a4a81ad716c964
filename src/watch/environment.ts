/**
 * Looks into the environment, once, when the package is loaded.
 */
import { debugByEnvironment } from './debug'

debugByEnvironment()
