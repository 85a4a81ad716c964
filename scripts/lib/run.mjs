// Running other programs, and the short lines that say what is being done.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** npm is a script (`npm.cmd`) on Windows, which only a shell can start. */
const SHELL = process.platform === 'win32'

/** A sentence for the person at the terminal. */
export function say(text) {
  process.stdout.write(`numpool: ${text}\n`)
}

/** Something that went wrong in a way the person can act on: printed as one sentence, without a stack. */
export class Stop extends Error {}

/**
 * Runs a program in the repository and resolves to its exit status and its standard output and error together.
 * `show` passes them through as they come; without it they are only kept.
 */
export function run(command, args, { cwd = ROOT, env, show = true } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      shell: SHELL && command === 'npm',
      stdio: ['inherit', 'pipe', 'pipe'],
    })
    let output = ''
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8')
      from.on('data', (text) => {
        output += text
        if (show) to.write(text)
      })
    }
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code: code ?? 1, signal, output }))
  })
}

/** Runs a program that must succeed; its output is shown when it does not. */
export async function must(what, command, args, options = {}) {
  const { code, output } = await run(command, args, options)
  if (code === 0) return output
  if (options.show === false) process.stderr.write(output)
  throw new Stop(`${what} failed (exit code ${code})`)
}

/** Runs a file with this very Node. */
export function node(args, options) {
  return run(process.execPath, args, options)
}

/**
 * Arguments with which Node runs TypeScript: types become blanks, the rest of the file stays where and what it is, as
 * with Node's own type stripping. (A transpiler that wraps functions would change the sources that travel to workers.)
 */
export const TYPESCRIPT = [
  // It registers its hooks as Node 26 warns against.
  '--disable-warning=DEP0205',
  '--import',
  'ts-blank-space/register',
]

/** The script behind a command of an installed package, to be run by this Node without a shell. */
export function bin(path) {
  return fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))
}

/** The body of a command line script: one sentence and exit code 1 for a `Stop`, a stack for a mistake of ours. */
export async function main(body) {
  try {
    await body()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`numpool: ${error.message}\n`)
    process.exitCode = 1
  }
}

/** `12.3 s` since `start` (a `performance.now()` value). */
export function since(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`
}
