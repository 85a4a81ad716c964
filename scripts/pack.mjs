// `npm run pack`: the tarballs that a release publishes, in `.build/packages/`: numpool itself and one package for each
// platform whose addon is here. They are staged outside the tree because the published manifest differs from ours:
// it names the platform packages as optional dependencies (unpublished ones would break `npm ci` in a clone) and has
// neither scripts nor development dependencies.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { main, must, ROOT, Stop, say } from './lib/run.mjs'
import { setup } from './setup.mjs'

const STAGE = join(ROOT, '.build/stage')
const PACKAGES = join(ROOT, '.build/packages')

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'))
const platformsOf = () => readdirSync(join(ROOT, 'npm')).sort()

/** Puts the manifest and the files in place, with those that npm always takes. */
function stage(from, files, manifest, name) {
  const to = join(STAGE, name)
  mkdirSync(to, { recursive: true })
  for (const file of [...files, 'README.md', 'LICENSE']) {
    if (!existsSync(join(from, file))) throw new Stop(`${file} is missing in ${from}`)
    cpSync(join(from, file), join(to, file), { recursive: true })
  }
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`)
  return to
}

function stageRoot() {
  const { scripts: _, devDependencies: __, ...manifest } = readJson(join(ROOT, 'package.json'))
  manifest.optionalDependencies = Object.fromEntries(
    platformsOf().map((platform) => [`@numpool/${platform}`, manifest.version]),
  )
  return stage(ROOT, manifest.files, manifest, 'numpool')
}

/** A platform's package, if its addon is here: built at the root, or put into npm/<platform>/ by a release. */
function stagePlatform(platform) {
  const folder = join(ROOT, 'npm', platform)
  const manifest = readJson(join(folder, 'package.json'))
  const [binary] = manifest.files
  const addon = [join(folder, binary), join(ROOT, binary)].find(existsSync)
  if (addon === undefined) return undefined
  const to = stage(folder, [], manifest, platform)
  cpSync(addon, join(to, binary))
  return to
}

/** Packs everything that can be packed here and resolves to the tarballs' paths. */
export async function pack() {
  rmSync(STAGE, { recursive: true, force: true })
  rmSync(PACKAGES, { recursive: true, force: true })
  mkdirSync(PACKAGES, { recursive: true })
  const folders = [stageRoot(), ...platformsOf().map(stagePlatform)].filter(Boolean)
  const args = [
    'pack',
    '--json',
    '--ignore-scripts',
    '--loglevel=error',
    '--pack-destination',
    PACKAGES,
  ]
  await must('npm pack', 'npm', [...args, ...folders], { show: false, cwd: dirname(PACKAGES) })
  return readdirSync(PACKAGES).map((file) => join(PACKAGES, file))
}

if (import.meta.filename === process.argv[1]) {
  await main(async () => {
    await setup()
    for (const tarball of await pack()) say(tarball.slice(ROOT.length))
  })
}
