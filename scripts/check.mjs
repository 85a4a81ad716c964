// `npm run check`: format, lints, types and dead code, without tests; `--fix` lets the formatters write.
import { bin, main, node, run, Stop, say } from './lib/run.mjs'
import * as suites from './lib/suites.mjs'
import { requireCargo, requireRustChecks } from './lib/tools.mjs'

await main(async () => {
  await requireCargo()
  await requireRustChecks()
  if (process.argv.includes('--fix')) {
    await run('cargo', ['fmt', '--all'])
    await node([bin('@biomejs/biome/bin/biome'), 'check', '--write', '.'])
  }
  const failing = []
  for (const [name, suite] of [
    ['rustfmt', suites.rustfmt],
    ['biome', suites.biome],
    ['tsc', suites.types],
    ['knip', suites.deadCode],
    ['clippy', suites.clippy],
  ]) {
    say(name)
    if ((await suite()).failed > 0) failing.push(name)
  }
  if (failing.length > 0) throw new Stop(`not clean: ${failing.join(', ')}`)
  say('clean')
})
