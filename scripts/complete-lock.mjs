// `npm run lock`, after dependencies changed: makes package-lock.json whole for every platform and free of registry hosts.
//
// A tool with a binary for each platform names them all as optional dependencies. A registry mirror may hold only some of
// them; npm then leaves the others out of the lock file, and `npm ci` refuses that lock file everywhere. Their
// versions are pinned by the tool itself and their platforms stand in their names, so the entries can be written
// without them.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT, say } from './lib/run.mjs'

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']
const CPUS = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']
const LIBCS = { gnu: 'glibc', gnueabihf: 'glibc', musl: 'musl', musleabihf: 'musl' }

/** `os`, `cpu` and `libc` of a package, from a name such as `@biomejs/cli-linux-x64-musl`. */
function platformOf(name) {
  const words = name.split('-')
  const os = SYSTEMS.filter((system) => words.includes(system))
  const cpu = CPUS.filter((architecture) => words.includes(architecture))
  const libc = Object.keys(LIBCS).filter((word) => words.includes(word))
  if (cpu.length !== 1 || (os.length !== 1 && cpu[0] !== 'wasm32')) return undefined
  return {
    cpu,
    ...(os.length === 1 ? { os } : {}),
    ...(libc.length === 1 && os[0] === 'linux' ? { libc: [LIBCS[libc[0]]] } : {}),
  }
}

/** The entry that `name` means inside the package at `path`, as Node would find it. */
function lookUp(packages, path, name) {
  for (let folder = path; ; folder = dirname(folder)) {
    const found = packages[join(folder, 'node_modules', name)]
    if (found !== undefined) return found
    if (folder === '.' || folder === '') return undefined
  }
}

function complete(file) {
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const { packages } = lock
  const added = []
  for (const [path, entry] of Object.entries(packages)) {
    delete entry.resolved
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const platform = platformOf(name)
      if (platform === undefined || lookUp(packages, path, name) !== undefined) continue
      const shared = `node_modules/${name}`
      const place = packages[shared] === undefined ? shared : `${path}/node_modules/${name}`
      packages[place] = {
        version,
        ...(entry.dev ? { dev: true } : {}),
        optional: true,
        ...platform,
      }
      added.push(name)
    }
  }
  lock.packages = Object.fromEntries(
    Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
  )
  writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`)
  return added
}

for (const file of ['package-lock.json', 'bench/package-lock.json']) {
  say(`${file}: ${complete(join(ROOT, file)).length} platform packages added`)
}
