/**
 * The file of the addon's loader, for workers: their code is a string and has no place to look from.
 */
import { loadAddon } from '../native/addon'

/** The loader's file; undefined where there is no addon, or where a bundler has made it part of another file. */
export function addonPath(): string | undefined {
  const addon = loadAddon()
  if (addon === undefined) return undefined
  return Object.values(require.cache).find((module) => module?.exports === addon)?.filename
}
