/**
 * What the built package loads, and when: most of it only for those who ask for it.
 */
import { expect, test } from 'vitest'
import { runChild } from './support/child'

/** The names of the package's files that are loaded. */
const FILES = `const files = () => Object.keys(require.cache)
  .map((file) => /[\\\\/]dist[\\\\/](\\w+)\\.cjs$/.exec(file)?.[1]).filter(Boolean).sort().join(' ')`

const run = async (program: string): Promise<string[]> => {
  const { code, stdout, stderr } = await runChild(`${FILES}\n${program}`)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.trim().split('\n')
}

test('an import and a new pool load what they need themselves', async () => {
  const loaded = await run(`new numpool.Pool(); numpool.range(3); console.log(files())`)
  expect(loaded).toEqual(['index shared'])
})

test('a call on the native engine loads no workers', async () => {
  const loaded = await run(`const pool = new numpool.Pool(1)
    pool.mapSync((x) => x + 1, new Float64Array(8)); console.log(files())`)
  expect(loaded).toEqual(['calls functions index shared'])
})

test('a task on a worker loads neither the native engine nor anything of Node that nobody uses', async () => {
  const loaded = await run(`const pool = new numpool.Pool(1, { engine: 'workers' })
    const before = new Set(process.moduleLoadList)
    console.log(await pool.apply((x) => x * 2, [21]))
    await pool.terminate()
    console.log(files())
    console.log(process.moduleLoadList.filter((name) => !before.has(name) && /undici|http|crypto/.test(name)).join(' '))`)
  // A look at the globals' descriptors, for the name of a builtin, loaded `fetch` from Node 22 on: 25 ms.
  expect(loaded).toEqual(['42', 'functions index shared threads workers'])
})
