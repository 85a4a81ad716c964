// What must be on the machine before anything can be installed or built, each lack named in one sentence.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, run, Stop } from './run.mjs'

/** `^20.19.0 || >=22.12.0`, the `engines` of package.json. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number)
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22
  if (!fits) {
    throw new Stop(
      `Node ${version} is not supported: install Node 20.19 or newer in the 20 line, or 22.12 or newer`,
    )
  }
}

/** Whether `command` starts at all. */
async function runs(command, args) {
  try {
    return (await run(command, args, { show: false })).code === 0
  } catch {
    return false
  }
}

export async function requireCargo() {
  if (await runs('cargo', ['--version'])) return
  throw new Stop(
    'no Rust toolchain found (`cargo` does not start): install it with rustup from https://rustup.rs, open a new terminal and run this again',
  )
}

/** The two parts of a Rust toolchain that only the checks need. */
export async function requireRustChecks() {
  for (const [part, args] of [
    ['rustfmt', ['fmt', '--version']],
    ['clippy', ['clippy', '--version']],
  ]) {
    if (!(await runs('cargo', args))) {
      throw new Stop(
        `the Rust toolchain has no ${part}: add it with \`rustup component add ${part}\``,
      )
    }
  }
}

/**
 * Whether `node_modules` holds what the lock file asks for. npm keeps its own record of what it installed; a package
 * that the lock calls optional may be missing (it is for another platform).
 */
export function dependenciesFit(folder = ROOT) {
  const record = join(folder, 'node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages
  const wanted = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')).packages
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true
    const found = installed[path]
    return found ? found.version === entry.version : entry.optional === true
  })
}
