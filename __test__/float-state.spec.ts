/**
 * A library may have set flush-to-zero for the thread that loads it; JS then computes without subnormal numbers, and
 * native results must be the same, on every thread that takes part.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'numpool-float-'))
const library = join(folder, 'fast-math.so')

beforeAll(() => {
  const source = join(folder, 'empty.c')
  writeFileSync(source, 'int nothing(void) { return 0; }\n')
  // Linking with -ffast-math adds a constructor that sets flush-to-zero and denormals-are-zero.
  execFileSync('cc', ['-shared', '-fPIC', '-ffast-math', '-o', library, source])
})
afterAll(() => rmSync(folder, { recursive: true }))

test.runIf(process.arch === 'x64' && process.platform === 'linux')(
  'native results follow the calling thread’s flush-to-zero',
  { timeout: 60_000 },
  () => {
    const program = new URL('./fixtures/float-state/main.mjs', import.meta.url).pathname
    const output = execFileSync(process.execPath, [program, library], { encoding: 'utf8' })
    expect(JSON.parse(output)).toEqual({
      flushed: true,
      sync: 0,
      async: 0,
      shared: 0,
      stillFlushed: true,
    })
  },
)
