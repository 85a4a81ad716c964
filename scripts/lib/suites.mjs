// The checks of this repository, each a suite that counts what passed and what failed.
// A tool without a count of its own is one check; a run that broke is at least one failure, whatever it counted.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { GENERATED, generatedFiles, outdated } from './builds.mjs'
import { bin, node, ROOT, run } from './run.mjs'

/** @typedef {{ passed: number, failed: number }} Count */

const RUST = ['--workspace', '--locked']
/** One optimised profile for every test binary and the addon of the memory tests: dependencies are compiled once. */
const QUICK = ['--profile', 'quick']

/** A tool that says yes or no. */
async function verdict(running) {
  return (await running).code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Counts of a tool that also gives an exit code: a bad one with no failure counted is a failure. */
function counted(passed, failed, code) {
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed }
}

export function rustfmt() {
  return verdict(run('cargo', ['fmt', '--all', '--check']))
}

export function clippy() {
  return verdict(
    run('cargo', ['clippy', ...RUST, '--all-targets', ...QUICK, '--', '-D', 'warnings']),
  )
}

/** The same with the failure switches of the memory tests compiled in. */
export function clippyWithHooks() {
  const hooks = ['--features', 'numpool-node/test-hooks']
  return verdict(
    run('cargo', ['clippy', ...RUST, '--all-targets', ...hooks, ...QUICK, '--', '-D', 'warnings']),
  )
}

export async function cargoTest() {
  const { code, output } = await run('cargo', ['test', ...RUST, ...QUICK, '--no-fail-fast'])
  let passed = 0
  let failed = 0
  for (const [, yes, no] of output.matchAll(/^test result: .*? (\d+) passed; (\d+) failed/gm)) {
    passed += Number(yes)
    failed += Number(no)
  }
  return counted(passed, failed, code)
}

export function biome() {
  return verdict(node([bin('@biomejs/biome/bin/biome'), 'ci', '.']))
}

export function types() {
  return verdict(node([bin('typescript/bin/tsc'), '--noEmit', '-p', '.']))
}

export function deadCode() {
  return verdict(node([bin('knip/bin/knip.js')]))
}

/** Every committed generated file is what the sources give. */
export function generated() {
  const files = generatedFiles()
  const stale = outdated()
  for (const file of stale) {
    process.stdout.write(
      `${file} differs from ${GENERATED}/${file}: run \`npm run build\` and commit it\n`,
    )
  }
  return { passed: files.length - stale.length, failed: stale.length }
}

export async function vitest() {
  const report = join(ROOT, '.build/vitest.json')
  mkdirSync(join(ROOT, '.build'), { recursive: true })
  rmSync(report, { force: true })
  const { code } = await node([
    bin('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const result = JSON.parse(readFileSync(report, 'utf8'))
  // A file that could not be loaded has no test that failed, and is a failure all the same.
  const unloadable = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed'),
  )
  return counted(result.numPassedTests, result.numFailedTests + unloadable.length, code)
}
