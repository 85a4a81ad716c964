/**
 * Runs a program in a process of its own, on the built package: for promises about exit codes, warnings and hanging.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const PACKAGE: string = fileURLToPath(new URL('../..', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** Milliseconds from start to end. */
  readonly took: number
}

export interface ChildOptions {
  /** For node itself. */
  readonly args?: readonly string[]
  /** Milliseconds after which the process counts as hanging and is killed. */
  readonly limit?: number
  readonly env?: Readonly<Record<string, string>>
  /** A shell's commands before node takes the shell's place, such as `ulimit`. */
  readonly shell?: string
  /** What comes on standard input; nothing, without. */
  readonly input?: string
  /** Hears all of stdout so far, each time there is more. */
  readonly onOutput?: (stdout: string, child: ChildProcess) => void
}

/**
 * @param program - the body of an async function; has `numpool` and `require`
 */
export function runChild(program: string, options: ChildOptions = {}): Promise<Ended> {
  const { args = [], limit = 30_000, env, shell, input, onOutput } = options
  const code = `const numpool = require(${JSON.stringify(PACKAGE)})
;(async () => { ${program} })()`
  const start = performance.now()
  const words = [process.execPath, '--expose-gc', ...args, '-e', code]
  const [command = '', ...rest] =
    shell === undefined ? words : ['/bin/sh', '-c', `${shell}; exec "$0" "$@"`, ...words]
  const child = spawn(command, rest, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  child.stdin?.end(input)
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    stdout += text
    onOutput?.(stdout, child)
  })
  child.stderr?.setEncoding('utf8').on('data', (text) => {
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
