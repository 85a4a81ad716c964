/**
 * The file of the addon's loader, for workers: their code is a string and has no place to look from.
 */
import { createRequire } from '../../../platform/modules'
import { loadAddon } from '../../native/addon'

/** The loader's file; undefined where there is no addon, or where a bundler has made it part of another file. */
export function addonPath(): string | undefined {
  const addon = loadAddon()
  if (addon === undefined) return undefined
  // Not this file's own `require`: where hooks load it (tsx on Node 20), that one has no cache.
  const { cache } = createRequire(process.execPath)
  return Object.values(cache).find((module) => module?.exports === addon)?.filename
}
