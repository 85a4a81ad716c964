// `npm run build`: the set-up, without running anything. `--test-hooks` adds the addon of the memory tests.
import { main } from './lib/run.mjs'
import { setup } from './setup.mjs'

await main(() => setup({ testHooks: process.argv.includes('--test-hooks') }))
