/**
 * Two nets under the native engine: `NUMPOOL_CHECK=1` computes some elements of each call again in JavaScript, and
 * `npm run exactness` compares whole functions. Both must find vector code that is wrong for one input in a thousand and got past
 * every proof, which only the addon of the memory tests has; and neither may cry wolf.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { PACKAGE, runChild } from './support/child'

const HOOKS = {
  NAPI_RS_NATIVE_LIBRARY_PATH: fileURLToPath(
    new URL('../.build/test-hooks/numpool.node', import.meta.url),
  ),
}

describe('NUMPOOL_CHECK=1', () => {
  it('lets every call through whose results are right', async () => {
    const { code, stderr } = await runChild(
      `
      const pool = new numpool.Pool(2)
      const native = { engine: 'native' }
      const x = Float64Array.from({ length: 1000 }, (_, i) => Math.tan(i))
      const k = 2.5
      await pool.map((v) => Math.sin(v) * k, x, native)
      await pool.map((v) => v * scale, x, { ...native, captures: { scale: 3 } })
      await pool.map((v) => Math.sqrt(v) / 3, Int16Array.from({ length: 99 }, (_, i) => i * 300), native)
      await pool.map((v) => v / 7, new Float32Array(70).fill(0.1), native)
      await pool.map((v) => v > 0.5, x, { ...native, dtype: 'uint8' })
      await pool.map((v) => v > 0.5, [1, 0, NaN], native)
      await pool.map(Math.cbrt, numpool.range(100), native)
      await pool.map(([a, b]) => a - b, numpool.zip(x, numpool.range(1000)), native)
      await pool.starmap(Math.hypot, numpool.zip(x, x), native)
      await pool.starmap((a, b) => a ** b, [[2, 3], [4, 0.5]], native)
      const f = numpool.kernel((v) => Math.exp(-v * v) + k)
      for (let i = 0; i < 3; i++) pool.mapSync(f, x)
      // In place: what was there before the run counts.
      pool.mapSync((v) => v + 1, x, { ...native, out: x })
      pool.mapSync((v) => v, new Float64Array(0), native)
      await pool.terminate()`,
      { env: { NUMPOOL_CHECK: '1' } },
    )
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('fails a call, synchronous or not, whose results are wrong', async () => {
    const program = (call: string) => `
      const pool = new numpool.Pool(2)
      const addon = require('./native.js')
      const x = Float64Array.from({ length: 100_000 }, (_, i) => Math.cos(i) * 100)
      const error = await (async () => {
        // 64 elements of a call are looked at, and one in a thousand is wrong.
        for (let i = 0; i < 2000; i++) ${call}
      })().catch((error) => error)
      await pool.terminate()
      process.stdout.write(JSON.stringify({ code: error?.code, message: error?.message, can: addon.mathVectors('exp').length > 0 }))`
    for (const call of [
      'pool.mapSync((v) => Math.exp(v), x)',
      'await pool.map((v) => Math.exp(v), x)',
    ]) {
      const { stdout, stderr } = await runChild(program(call), {
        env: { ...HOOKS, NUMPOOL_CHECK: '1', NUMPOOL_TEST_WRONG_LATE: 'exp' },
        limit: 240_000,
      })
      expect(stderr).toBe('')
      const { code, message, can } = JSON.parse(stdout)
      // Where the CPU has no vector code, there is none to be wrong.
      expect(code).toBe(can ? 'ERR_NUMPOOL_INTERNAL' : undefined)
      if (can)
        expect(message).toMatch(
          /map(Sync)?: for item \d+ \(.*\) the native engine gave .* where JavaScript gives/,
        )
    }
  }, 600_000)
})

describe('npm run exactness', () => {
  /** Exit code and output of a run that writes nothing. */
  async function exactness(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const script = fileURLToPath(new URL('../scripts/exactness.mjs', import.meta.url))
    const options = { cwd: PACKAGE, env: { ...process.env, ...env } }
    return promisify(execFile)(process.execPath, [script, '--dry', ...args], options).then(
      ({ stdout }) => ({ code: 0, output: stdout }),
      (error) => ({ code: error.code as number, output: `${error.stdout}${error.stderr}` }),
    )
  }

  it('finds nothing where nothing differs, in any mode', async () => {
    const { code, output } = await exactness(['--count', '20000', '--only', 'sin,log,pow,hypot,%'])
    expect(output).toContain('default: 0 of ')
    expect(output).toContain('patched: 0 of ')
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringContaining('no result differs'),
    })
  }, 300_000)

  it('finds wrong vector code that got past the proofs', async () => {
    const args = ['--count', '100000', '--only', 'cos,exp', '--mode', 'default']
    const env = { ...HOOKS, NUMPOOL_TEST_WRONG_LATE: 'exp' }
    const { code, output } = await exactness(args, env)
    const hasCode = output.includes('as vector code')
    expect(code).toBe(hasCode ? 1 : 0)
    if (hasCode)
      expect(output).toMatch(/exp, .*as vector code for \w+: \d+\n {4}\(0x[0-9a-f]{16}\)/)
    expect(output).not.toContain('cos, ')
  }, 300_000)

  it('names what it does not know', async () => {
    expect(await exactness(['--mode', 'nightly'])).toEqual({
      code: 1,
      output: expect.stringContaining('there is no mode nightly'),
    })
    expect(await exactness(['--count', 'many'])).toEqual({
      code: 1,
      output: expect.stringContaining('--count wants a whole number; got many'),
    })
  })
})
