// `npm run fuzz`: sets up numpool and runs the fuzzer (fuzz/README.md). `--power` shows what it would find.
import { main, node, Stop } from './lib/run.mjs'
import { setup } from './setup.mjs'

await main(async () => {
  const [power, rest] = [process.argv.includes('--power'), process.argv.slice(2)]
  await setup({ testHooks: power })
  const args = rest.filter((arg) => arg !== '--power')
  const { code } = await node([power ? 'fuzz/power.mjs' : 'fuzz/run.mjs', ...args])
  if (code !== 0)
    throw new Stop(power ? 'a miscompilation was not found' : 'the fuzzer found a mismatch')
})
