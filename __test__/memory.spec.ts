/**
 * The memory contract (DESIGN, sections 4 and 5): what JavaScript does to buffers, Workers and the process while native
 * threads run must never crash, hang or corrupt. Each scenario of `memory/` runs 200 times with the release addon, in
 * processes of its own; and it must fail once the guard it is about is switched off in a build made for that
 * (`node scripts/build.mjs --test-hooks`), so that we know it tests something.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const HOOKS = fileURLToPath(new URL('../.build/test-hooks/numpool.node', import.meta.url))

interface Ending {
  /** Exit code, signal, or `hang` when the limit passed. */
  readonly how: number | string
  readonly clean: boolean
  readonly errors: string
}

/** Runs a scenario in a process of its own. */
function scenario(
  file: string,
  args: readonly (string | number)[],
  env: Readonly<Record<string, string>> = {},
  limit = 60_000,
): Promise<Ending> {
  const path = fileURLToPath(new URL(`./memory/${file}.mjs`, import.meta.url))
  const child = spawn(process.execPath, ['--expose-gc', path, ...args.map(String)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  let hangs = false
  child.stdout.on('data', (text) => {
    output += text
  })
  child.stderr.on('data', (text) => {
    errors += text
  })
  const watchdog = setTimeout(() => {
    hangs = true
    child.kill('SIGKILL')
  }, limit)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearTimeout(watchdog)
      const how = hangs ? 'hang' : (signal ?? code ?? 'nothing')
      resolve({ how, clean: output.endsWith('clean\n'), errors: errors.slice(-2000) })
    })
  })
}

const CLEAN = { how: 0, clean: true }

/** The addon with its failure switches, one guard off, and slices slow enough to be caught in the act. */
function without(guard: string, more: Readonly<Record<string, string>> = {}) {
  return {
    NAPI_RS_NATIVE_LIBRARY_PATH: HOOKS,
    NUMPOOL_TEST_DISABLE_GUARD: guard,
    NUMPOOL_TEST_SLOW_NS: '2000000',
    ...more,
  }
}

/** A scenario that repeats itself: two processes of a hundred times each. */
async function twoHundredTimes(file: string, env: Readonly<Record<string, string>> = {}) {
  const endings = await Promise.all([scenario(file, [100], env), scenario(file, [100], env)])
  for (const ending of endings) expect(ending).toMatchObject(CLEAN)
}

/** A job of a Worker takes some seconds then. */
const SECONDS = { NUMPOOL_TEST_SLOW_NS: '1000000' }

describe('memory', { timeout: 90_000 }, () => {
  describe('a buffer that is resized, transferred or collected during a job', () => {
    it('does not disturb the job', () => twoHundredTimes('buffer-taken'))
    it('would, were it not copied', async () => {
      expect(await scenario('buffer-taken', [6], without('copy'))).not.toMatchObject(CLEAN)
    })
  })

  describe('shared memory whose last reference is dropped during a job', () => {
    it('does not disturb the job', () => twoHundredTimes('shared-dropped'))
    it('would, were it not held', async () => {
      expect(await scenario('shared-dropped', [6], without('hold'))).not.toMatchObject(CLEAN)
    })
  })

  describe('a Worker that is terminated during its job', () => {
    it('ends at once and disturbs nobody', () => twoHundredTimes('worker-terminated'))
    it('would leave threads writing to freed memory, did it not wait for them', async () => {
      const env = without('join', { NUMPOOL_TEST_SLOW_NS: '20000000' })
      expect(await scenario('worker-terminated', [6], env)).not.toMatchObject(CLEAN)
    })
    it('would last as long as the job, did it not cancel it', async () => {
      expect(
        await scenario('worker-terminated', [2], without('cancel', SECONDS)),
      ).not.toMatchObject(CLEAN)
    })
  })

  describe('a process that exits during a job', () => {
    const exits = async (where: string) => {
      for (let i = 0; i < 50; i++) {
        const both = [scenario('exit-during-job', [where]), scenario('exit-during-job', [where])]
        for (const ending of await Promise.all(both)) expect(ending).toMatchObject({ how: 7 })
      }
    }
    it('exits with its own code when the job is its own', () => exits('main'))
    it('exits with its own code when the job is a Worker’s', () => exits('worker'))
    it('would wait for the job, did it not cancel it', async () => {
      const ending = await scenario('exit-during-job', ['worker'], without('cancel'), 3000)
      expect(ending).toMatchObject({ how: 'hang' })
    })
  })

  describe('a panic in a kernel', () => {
    const env = (guard: string) =>
      without(guard, { NUMPOOL_TEST_SLOW_NS: '0', NUMPOOL_TEST_PANIC: '5' })
    it('ends its own call with a status', () => twoHundredTimes('panic', env('')))
    it('would end the process, were it not caught', async () => {
      expect(await scenario('panic', [1], env('catch'))).toMatchObject({ how: 'SIGABRT' })
    })
  })

  describe('environments that come and go', () => {
    it('leave no thread behind and keep what is the process’s', () =>
      twoHundredTimes('environments'))
    it('would lose it, were the library not pinned', async () => {
      expect(await scenario('environments', [3], without('pin'))).not.toMatchObject(CLEAN)
    })
    it('would leave threads behind, were they not joined', async () => {
      expect(await scenario('environments', [3], without('join'))).not.toMatchObject(CLEAN)
    })
  })
})
