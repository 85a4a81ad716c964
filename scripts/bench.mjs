// `npm run bench`: sets up numpool, installs the peers (a private package, see bench/README.md) and measures.
import { join } from 'node:path'
import { main, must, node, ROOT, Stop, say } from './lib/run.mjs'
import { dependenciesFit } from './lib/tools.mjs'
import { setup } from './setup.mjs'

await main(async () => {
  await setup()
  const bench = join(ROOT, 'bench')
  if (!dependenciesFit(bench)) {
    say('installing the peers (npm install in bench/)')
    await must(
      'npm install in bench/',
      'npm',
      ['install', '--no-save', '--no-audit', '--no-fund'],
      {
        cwd: bench,
      },
    )
  }
  const { code } = await node(['--expose-gc', 'bench/run.mjs', ...process.argv.slice(2)])
  if (code !== 0) throw new Stop(`the benchmark failed (exit code ${code})`)
})
