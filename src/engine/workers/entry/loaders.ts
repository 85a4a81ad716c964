/**
 * Loaders for TypeScript and the like, registered by what `--import` names. From version 22 on, Node lets all threads share them;
 * before, each thread runs `--import` itself, but not when it was started from text, as ours are. So the worker does it.
 *
 * Hooks that run in the thread itself (`module.registerHooks`) are nobody else's in any version. tsx uses them where it can; other
 * loaders are not imported where they are shared, as they would work on everything twice.
 */
import { join } from 'node:path'
import { importFrom } from './compile'

const SHARED_SINCE = 22

/** Loaders with hooks of each thread's own, by name or path. */
const OF_EACH_THREAD = /\btsx\b/

/** Registers the loaders of the main thread; undefined where nothing has to be done. */
export function importLoaders(): Promise<unknown> | undefined {
  const shares = Number.parseInt(process.versions.node, 10) >= SHARED_SINCE
  const names = imported([
    ...(process.env.NODE_OPTIONS ?? '').split(/\s+/),
    ...process.execArgv,
  ]).filter((name) => !shares || OF_EACH_THREAD.test(name))
  return names.length === 0 ? undefined : importAll(names)
}

/** In the order of the flags, each after the one before, as Node does. */
async function importAll(names: readonly string[]): Promise<void> {
  // Names are looked up from the folder of the process.
  const load = importFrom(join(process.cwd(), '[numpool]'))
  for (const name of names) await load(name)
}

/** What the flags `--import name` and `--import=name` name. */
function imported(flags: readonly string[]): string[] {
  const names: string[] = []
  for (const [i, flag] of flags.entries()) {
    const next = flags[i + 1]
    if (flag.startsWith('--import=')) names.push(flag.slice('--import='.length))
    else if (flag === '--import' && next !== undefined) names.push(next)
  }
  return names
}
