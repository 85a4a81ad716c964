// `npm run platforms`: (re)makes npm/<platform>/, one package a platform, with the napi cli from the targets in
// package.json; then gives them our names (see `ownNames`) and the licence.
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ownNames } from './lib/builds.mjs'
import { bin, main, must, ROOT, say } from './lib/run.mjs'

await main(async () => {
  const cli = bin('@napi-rs/cli/dist/cli.js')
  await must('napi create-npm-dirs', process.execPath, [cli, 'create-npm-dirs'], { show: false })
  const platforms = readdirSync(join(ROOT, 'npm')).sort()
  for (const platform of platforms) {
    for (const file of ['package.json', 'README.md']) {
      const path = join(ROOT, 'npm', platform, file)
      writeFileSync(path, ownNames(readFileSync(path, 'utf8')))
    }
    copyFileSync(join(ROOT, 'LICENSE'), join(ROOT, 'npm', platform, 'LICENSE'))
  }
  say(`npm/: ${platforms.join(', ')}`)
})
