/**
 * The file of the addon's loader, for workers: their code is a string and has no place to look from.
 */
import { createRequire } from 'node:module'
import { loadAddon } from '../native/addon'

/** The loader's file; undefined where there is no addon. The paths are those of `engine/native/addon.ts`. */
export function addonPath(): string | undefined {
  if (loadAddon() === undefined) return undefined
  try {
    if (typeof require === 'function') return require.resolve('../native.js')
    return createRequire(import.meta.url).resolve('../../../native.js')
  } catch {
    // A bundler has moved it. Workers do without.
    return undefined
  }
}
