// From nothing to the first result and the end, whole programs, in rounds: `node cold.mjs <rounds>` prints the milliseconds by package.
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { shuffled } from '../lib/measure.mjs'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/** Import, a pool of two, one task, end: as short as each package allows. */
const PROGRAMS = {
  numpool: `import { Pool } from '../../index.mjs'
const pool = new Pool(2, { engine: 'workers' })
console.log(await pool.apply((x) => x * 2, [21]))
await pool.terminate()`,
  'numpool, closed and joined': `import { Pool } from '../../index.mjs'
const pool = new Pool(2, { engine: 'workers' })
console.log(await pool.apply((x) => x * 2, [21]))
pool.close()
await pool.join()`,
  piscina: `import { Piscina } from 'piscina'
const pool = new Piscina({ filename: new URL('./by-export.mjs', import.meta.url).href, minThreads: 1, maxThreads: 2 })
console.log(await pool.run(21))
await pool.destroy()`,
  tinypool: `import { Tinypool } from 'tinypool'
const pool = new Tinypool({ filename: new URL('./by-export.mjs', import.meta.url).href, minThreads: 1, maxThreads: 2 })
console.log(await pool.run(21))
await pool.destroy()`,
}

function wall(file) {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8' })
  if (status !== 0 || stdout.trim() !== '42') throw new Error(`${file}: ${stdout}${stderr}`)
  return performance.now() - start
}

const programs = Object.entries(PROGRAMS).map(([name, code], i) => {
  const file = `${HERE}cold-${i}.tmp.mjs`
  writeFileSync(file, code)
  return { name, file, times: [] }
})
try {
  // The first time their files are read from the disk.
  for (const { file } of programs) wall(file)
  for (let round = 0; round < Number(process.argv[2]); round++)
    for (const { file, times } of shuffled(programs, round)) times.push(wall(file))
} finally {
  for (const { file } of programs) rmSync(file)
}
console.log(JSON.stringify(Object.fromEntries(programs.map(({ name, times }) => [name, times]))))
