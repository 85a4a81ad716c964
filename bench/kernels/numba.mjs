// The kernels in numba, in a Python process of its own that times itself; the same numbers on both sides, through files.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPython } from '../contenders/python.mjs'
import { TABLES } from './rows.mjs'

/** Engines round functions of `Math` differently, and sums of products may be fused: so much is equal enough. */
const CLOSE = 1e-9

function write(folder, name, numbers) {
  writeFileSync(
    join(folder, name),
    new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength),
  )
}

/** Undefined where there is no Python with numba. */
export async function startNumba() {
  const folder = mkdtempSync(join(tmpdir(), 'numpool-bench-'))
  for (const [name, numbers] of Object.entries(TABLES)) write(folder, name, numbers)
  const python = await startPython('kernels.py', [folder], ['numba'])
  const close = () => {
    python?.close()
    rmSync(folder, { recursive: true })
  }
  if (python === undefined) {
    close()
    return undefined
  }
  /** A contender for {@link measure}, once its results are close to `wanted`. */
  const contender = async (name, { numba, input }, wanted) => {
    write(folder, 'input', input)
    await python.ask({ ask: 'run', name: numba })
    const got = new Float64Array(new Uint8Array(readFileSync(join(folder, 'output'))).buffer)
    for (let i = 0; i < wanted.length; i++)
      if (!(Math.abs(got[i] - wanted[i]) <= CLOSE * Math.max(1, Math.abs(wanted[i]))))
        throw new Error(`${numba} in numba: element ${i} is ${got[i]} instead of ${wanted[i]}`)
    return {
      name,
      timed: async (count) => (await python.ask({ ask: 'time', name: numba, count })).ms,
    }
  }
  return { versions: python.versions, contender, close }
}
