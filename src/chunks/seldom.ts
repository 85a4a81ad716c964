/**
 * What the build puts into `dist/seldom.cjs`: what most programs do without.
 */
export { analyzeTokens } from '../function/analysis-fallback'
export { scanModule } from '../function/module-info-fallback'
export { createBar } from '../watch/bar'
export { debug } from '../watch/debug'
export { reportOf } from '../watch/report'
