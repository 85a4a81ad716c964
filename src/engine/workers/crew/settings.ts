/**
 * How the threads of a pool are started.
 */
import type { ResourceLimits, SHARE_ENV, WorkerOptions } from 'node:worker_threads'

/** What a pool's options say about its threads. */
export interface WorkerSettings {
  readonly resourceLimits: ResourceLimits | undefined
  readonly env: NodeJS.ProcessEnv | typeof SHARE_ENV | undefined
  readonly execArgv: readonly string[] | undefined
}

/** Flags that say how to read the main program; a worker would read its own code by them. */
const OF_THE_MAIN_PROGRAM =
  /^(?:--input-type|-e$|--eval|-p$|--print|-pe$|-i$|--interactive|-c$|--check|--test|--watch|--run|--inspect|--experimental-default-type)/
const WITH_VALUE = /^(?:-e|--eval|-p|--print|-pe|--run)$/

/** Flags that each thread has for itself. */
const PER_THREAD =
  /^(?:-r|-C|--(?:require|import|loader|experimental-loader|conditions|no-warnings|enable-source-maps|trace-warnings|experimental-strip-types|experimental-transform-types|preserve-symlinks|unhandled-rejections|throw-deprecation|no-deprecation|pending-deprecation))\b/

/** The options for `new Worker`. */
export function spawnOptions({ resourceLimits, env, execArgv }: WorkerSettings): WorkerOptions {
  const args = execArgv ?? inheritedArgs()
  return {
    ...(resourceLimits === undefined ? undefined : { resourceLimits }),
    ...(env === undefined ? undefined : { env }),
    ...(args === undefined ? undefined : { execArgv: [...args] }),
  }
}

/** The parent's flags without those of its main program; undefined to inherit them as they are. */
function inheritedArgs(): readonly string[] | undefined {
  const { execArgv } = process
  if (!execArgv.some((flag) => OF_THE_MAIN_PROGRAM.test(flag))) return undefined
  const kept: string[] = []
  let keeps = false
  for (let i = 0; i < execArgv.length; i++) {
    const word = execArgv[i] as string
    // What is no flag is the value of the flag before it: `--import ./register.mjs`.
    if (word.startsWith('-')) keeps = isInherited(word)
    if (keeps) kept.push(word)
    else if (WITH_VALUE.test(word)) i++
  }
  return kept
}

/** Flags given by hand are checked, and those of the whole process refused; they hold for workers anyway. */
function isInherited(flag: string): boolean {
  return (
    !OF_THE_MAIN_PROGRAM.test(flag) &&
    process.allowedNodeEnvironmentFlags.has(flag.split('=')[0] as string) &&
    PER_THREAD.test(flag)
  )
}
