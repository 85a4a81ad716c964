// `npm start`: set up what is missing, then run the three small programs and the main job.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { main, node, ROOT, Stop, say, TYPESCRIPT } from './lib/run.mjs'
import { setup } from './setup.mjs'

await main(async () => {
  await setup()
  const programs = readdirSync(join(ROOT, 'examples'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  for (const name of programs) {
    say(`examples/${name}`)
    const { code } = await node([...TYPESCRIPT, `examples/${name}/main.mts`])
    if (code !== 0) throw new Stop(`examples/${name} failed (exit code ${code})`)
  }
})
