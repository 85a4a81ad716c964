/**
 * Which stack frames are numpool's own: those of the bundle, or of the folder of sources where the tests run them.
 */
import { fileURLToPath } from 'node:url'

/** The absolute paths of the files on the stack above `above`, nearest first; Node's own are left out. */
export function stackFiles(above: (...args: never[]) => unknown): string[] {
  const { prepareStackTrace, stackTraceLimit } = Error
  try {
    Reflect.set(Error, 'stackTraceLimit', 40)
    Reflect.set(Error, 'prepareStackTrace', (_: Error, sites: NodeJS.CallSite[]) => sites)
    const holder: { stack?: unknown } = {}
    Error.captureStackTrace(holder, above)
    const { stack } = holder
    // A text, where `Error` is frozen (`--frozen-intrinsics`, hardened JavaScript).
    const files = Array.isArray(stack)
      ? (stack as NodeJS.CallSite[]).map((site) => site.getFileName() ?? '')
      : filesIn(String(stack))
    return files
      .filter((file) => file !== '' && !file.startsWith('node:'))
      .map((file) => (file.startsWith('file:') ? fileURLToPath(file) : file))
      .filter((file) => /^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(file))
  } catch {
    return []
  } finally {
    Reflect.set(Error, 'prepareStackTrace', prepareStackTrace)
    Reflect.set(Error, 'stackTraceLimit', stackTraceLimit)
  }
}

/** The files of a stack's text: `at name (file:line:column)`, `at file:line:column`. */
function filesIn(stack: string): string[] {
  const frames = stack.matchAll(/^ +at (?:.*\()?(.+?):\d+:\d+\)?$/gm)
  return [...frames].map(([, file = '']) => file.replace(/^async /, ''))
}

/** What the paths of numpool's own files begin with; undefined where that cannot be told. Found at the first question. */
let own: string | undefined
let looked = false

function ownFolder(): string | undefined {
  if (looked) return own
  looked = true
  own = findOwn()
  return own
}

function findOwn(): string | undefined {
  // The nearest frame is this function's own.
  const [here] = stackFiles(stackFiles)
  if (here === undefined) return undefined
  // The sources; the files of the build; or whatever a bundler has made of it.
  const folder =
    /^(.*[\\/]src[\\/])function[\\/]/.exec(here) ??
    /^(.*[\\/]dist[\\/])(?:index|shared|functions|calls|workers|seldom)\.cjs$/.exec(here)
  return folder?.[1] ?? here
}

/** Whether a file is one of numpool's. */
export function isOwnFile(file: string): boolean {
  const folder = ownFolder()
  return folder !== undefined && file.startsWith(folder)
}

/** The lines of a stack without numpool's own. */
export function withoutOwnFrames(lines: readonly string[]): string[] {
  const folder = ownFolder()
  return folder === undefined ? [...lines] : lines.filter((line) => !line.includes(folder))
}
