// Starting a Node to be measured, and reading its answer.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, Stop } from '../lib/run.mjs'
import { MODES } from './modes.mjs'

/**
 * What this Node computes in this mode; undefined where the mode does not exist.
 *
 * @param {readonly string[]} command Node, behind its emulator if it has one
 */
export async function measure(command, order) {
  const mode = MODES[order.mode]
  const [platform, arch] = JSON.parse(
    await output(command, ['-p', 'JSON.stringify([process.platform, process.arch])'], {}),
  )
  if (mode.exists !== undefined && !mode.exists(platform, arch)) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'numpool-exactness-'))
  try {
    const library = mode.library ? fastMathLibrary(folder) : undefined
    const script = join(ROOT, 'scripts/exactness/measure.mjs')
    const args = [...(mode.flags ?? []), script, JSON.stringify({ ...order, library })]
    return { ...JSON.parse(await output(command, args, mode.env ?? {})), mode: order.mode }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Linking with -ffast-math adds a constructor that sets flush-to-zero and denormals-are-zero. */
function fastMathLibrary(folder) {
  const [source, library] = [join(folder, 'empty.c'), join(folder, 'fast-math.so')]
  writeFileSync(source, 'int nothing(void) { return 0; }\n')
  execFileSync('cc', ['-shared', '-fPIC', '-ffast-math', '-o', library, source])
  return library
}

function output([program, ...before], args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...before, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part) => {
      text += part
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      if (code === 0) resolve(text)
      else reject(new Stop(`${program} ended with ${signal ?? `exit code ${code}`}`))
    })
  })
}
