/**
 * Whether a file is several modules in one, as bundlers write them: what was an import there is a variable like others, and
 * advice about imports has to say so.
 */
import { fileText } from './file-text'

/**
 * Where a module of a package begins (esbuild and Rollup's kin write its path), the helpers by which bundlers make up modules, or
 * a line that nobody has written by hand.
 */
const TRACES =
  /^\s*\/\/(?:#region)? ?(?:[./]+\/)?node_modules\/|\b(?:__commonJS|__toESM|__webpack_require__|__turbopack_context__)\b|^.{3000}/m

export function isBundle(file: string): boolean {
  const text = fileText(file.replace(/\?numpool$/, ''))
  return text !== undefined && TRACES.test(text)
}
