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
  for (let i = 0; i < execArgv.length; i++) {
    const flag = execArgv[i] as string
    if (!OF_THE_MAIN_PROGRAM.test(flag)) {
      // Flags given by hand are checked, and those of the whole process refused; they hold for workers anyway.
      if (
        process.allowedNodeEnvironmentFlags.has(flag.split('=')[0] as string) &&
        isPerThread(flag)
      )
        kept.push(flag)
    } else if (WITH_VALUE.test(flag)) i++
  }
  return kept
}

function isPerThread(flag: string): boolean {
  return /^--(?:require|import|loader|experimental-loader|conditions|no-warnings|enable-source-maps|trace-warnings|experimental-strip-types|experimental-transform-types|preserve-symlinks|unhandled-rejections|throw-deprecation|no-deprecation|pending-deprecation)\b/.test(
    flag,
  )
}
