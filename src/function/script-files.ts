/**
 * Which file a script is, where V8 cannot be asked directly (`v8-scopes.ts`): scripts have numbers, and the file of a number is
 * learnt from the stack of a call, where the caller's own functions usually stand.
 *
 * (The debugger would name all scripts, but takes 20 to 90 ms for it the first time: it hashes every text.)
 */
import { fileURLToPath } from 'node:url'
import { isOwnFile } from './own-files'

const files = new Map<number, string>()

/** How often a script was looked for in vain: it may be on the stack of a later call, but not for ever. */
const misses = new Map<number, number>()
const PATIENCE = 4

/** The file of a script: an absolute path, or a `file:` URL where it has a query. Undefined when it is not known. */
export function fileOfScript(script: number | undefined): string | undefined {
  if (script === undefined) return undefined
  const known = files.get(script)
  if (known !== undefined) return known
  const missed = misses.get(script) ?? 0
  if (missed >= PATIENCE) return undefined
  learn()
  if (!files.has(script)) misses.set(script, missed + 1)
  return files.get(script)
}

/** Files whose scripts are known: their functions stood on the stack of a call. */
export function knownFiles(): ReadonlySet<string> {
  return new Set(files.values())
}

/** The file of a script, found in another way. */
export function noteScript(script: number, file: string): void {
  files.set(script, file)
}

/** Notes the scripts that are on the stack now. */
function learn(): void {
  let session: import('node:inspector').Session | undefined
  try {
    session = new (process.getBuiltinModule('node:inspector').Session)()
    session.connect()
    // Only with this on does an exception bring its stack.
    session.post('Runtime.enable')
    session.post('Runtime.evaluate', { expression: 'throw 0', silent: true }, (_, reply) => {
      const frames = reply?.exceptionDetails?.stackTrace?.callFrames ?? []
      for (const { scriptId, url } of frames) {
        const file = fileOfUrl(url)
        if (file !== undefined) files.set(Number(scriptId), file)
      }
    })
  } catch {
    // No inspector here: nothing is learnt.
  } finally {
    session?.disconnect()
  }
}

/** An absolute path, or the URL itself where it has a query; undefined for what is no user's file. */
export function fileOfUrl(url: string): string | undefined {
  if (url.startsWith('file:')) {
    if (url.includes('?') || url.includes('#')) return url
    try {
      return fileURLToPath(url)
    } catch {
      return undefined
    }
  }
  return /^(?:\/|[A-Za-z]:[\\/])/.test(url) && !isOwnFile(url) ? url : undefined
}
