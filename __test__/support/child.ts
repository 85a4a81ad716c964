/**
 * Runs a program in a process of its own, on the built package: for promises about exit codes, warnings and hanging.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds from start to end. */
  readonly took: number
}

/**
 * @param program - the body of an async function; has `numpool` and `require`
 * @param limit - milliseconds after which the process counts as hanging and is killed
 */
export function runChild(
  program: string,
  { args = [], limit = 30_000 }: { args?: string[]; limit?: number } = {},
): Promise<Ended> {
  const code = `const numpool = require(${JSON.stringify(PACKAGE)})
;(async () => { ${program} })()`
  const start = performance.now()
  const child = spawn(process.execPath, ['--expose-gc', ...args, '-e', code], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), limit)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status, signal) => {
      clearTimeout(timer)
      resolve({ code: status, signal, stdout, stderr, took: performance.now() - start })
    })
  })
}
