// Makes a fresh clone ready: dependencies, addon, TypeScript; each only where something is missing or has changed.
// It runs before `node_modules` exists, so it and everything it imports use Node's own modules alone.
import { buildAddon, buildTestHooks, buildTypeScript, placeGenerated } from './lib/builds.mjs'
import { main, must, say } from './lib/run.mjs'
import { dependenciesFit, requireCargo, requireNode } from './lib/tools.mjs'

/**
 * @param {object} options
 * @param {boolean} [options.testHooks] also build the addon of the memory tests
 * @param {boolean} [options.write] put regenerated files in place; the tests compare them instead
 */
export async function setup({ testHooks = false, write = true } = {}) {
  requireNode()
  await requireCargo()
  let quiet = true
  if (!dependenciesFit()) {
    // Not `npm ci`, which begins by deleting what is installed: here only what is missing is added, as the lock file says.
    say('installing the dependencies (npm install)')
    await must('npm install', 'npm', [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ])
    quiet = false
  }
  if (await buildAddon()) quiet = false
  if (await buildTypeScript()) quiet = false
  if (testHooks && (await buildTestHooks())) quiet = false
  if (write) placeGenerated()
  if (quiet) say('everything is built')
}

if (import.meta.filename === process.argv[1]) await main(() => setup())
