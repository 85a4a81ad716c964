// `npm test`: sets up what is missing, then runs every check that CI runs and sums them up in the last line.
import { main, Stop, say, since } from './lib/run.mjs'
import * as suites from './lib/suites.mjs'
import { requireRustChecks } from './lib/tools.mjs'
import { setup } from './setup.mjs'

const SUITES = [
  ['rustfmt', suites.rustfmt],
  ['biome', suites.biome],
  ['tsc', suites.types],
  ['knip', suites.deadCode],
  ['generated files', suites.generated],
  ['clippy', suites.clippy],
  ['clippy with test hooks', suites.clippyWithHooks],
  ['cargo test', suites.cargoTest],
  ['vitest', suites.vitest],
]

/** Everything that must stand before a check can run. */
async function prepare() {
  try {
    await setup({ testHooks: true, write: false })
    await requireRustChecks()
    return true
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    process.stderr.write(`numpool: ${error.message}\n`)
    return false
  }
}

await main(async () => {
  const total = { passed: 0, failed: 0 }
  const lines = []
  if (!(await prepare())) {
    process.stdout.write('0 passed, 1 failed\n')
    process.exitCode = 1
    return
  }
  for (const [name, suite] of SUITES) {
    say(name)
    const start = performance.now()
    const { passed, failed } = await suite()
    total.passed += passed
    total.failed += failed
    const line = `${name}: ${passed} passed, ${failed} failed (${since(start)})`
    lines.push(line)
    say(line)
  }
  process.stdout.write(`\n${lines.join('\n')}\n`)
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`)
  if (total.failed > 0) process.exitCode = 1
})
