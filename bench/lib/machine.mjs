// What a run was made on: enough to judge a ratio, nothing that names the machine.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os'

const require = createRequire(import.meta.url)

/** Version of an installed peer; packages that do not export their manifest are read from their folder. */
function version(name) {
  const url = new URL(`../node_modules/${name}/package.json`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')).version
}

export function machine({ python, peers }) {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${arch()} ${release().split('-')[0]}`,
    instructionSet: require('../../native.js').instructionSet(),
    node: process.versions.node,
    v8: process.versions.v8,
    numpool: require('../../package.json').version,
    peers: Object.fromEntries(peers.map((name) => [name, version(name)])),
    python: python?.versions,
  }
}
