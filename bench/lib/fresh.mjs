// Processes of their own.
import { spawnSync } from 'node:child_process'

/**
 * Starts this Node with arguments, waits, and gives what it has printed.
 *
 * @param {string} through - a command that starts it: `nice -n -5`, say, or one that waits until the machine is quiet
 */
export function starter(through) {
  const [first, ...others] = [...through.split(' '), process.execPath].filter((word) => word !== '')
  return (args, { cwd } = {}) => {
    const { status, error, stdout, stderr } = spawnSync(first, [...others, ...args.map(String)], {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
    if (error !== undefined) throw error
    if (status !== 0) throw new Error(`exit code ${status}: ${stderr}`)
    return stdout
  }
}
