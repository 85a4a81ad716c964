/**
 * The tests: spec files in processes of their own (the package owns threads and worker threads; a thread pool of the
 * runner's would not let a process-level promise be tested), and the `.test-d.ts` files through the type checker.
 */
import { defineConfig } from 'vitest/config'
import { originals } from './scripts/originals-plugin.mjs'
import { workerEntry } from './scripts/worker-entry-plugin.mjs'

export default defineConfig({
  plugins: [originals(), workerEntry()],
  // Node 20 has no `using`; the tests use it.
  oxc: { target: 'es2023' },
  test: {
    include: ['__test__/**/*.spec.ts'],
    pool: 'forks',
    // The machine's cores belong to the pools under test.
    maxWorkers: 2,
    execArgv: ['--expose-gc'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 20_000,
    typecheck: {
      enabled: true,
      include: ['__test__/types/**/*.test-d.ts'],
      tsconfig: './tsconfig.json',
      // The sources have a check of their own (`tsc`).
      ignoreSourceErrors: true,
    },
  },
})
