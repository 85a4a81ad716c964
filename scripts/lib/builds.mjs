// The three builds: the addon, the addon with its failure switches for the memory tests, and the TypeScript half.
// Each is made only when its inputs changed. Generated files that are committed are written to `.build/generated/`
// first: `build` and `start` put them in place, `test` compares them.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { hashInputs, isBuilt, markBuilt } from './inputs.mjs'
import { bin, must, ROOT, say, since } from './run.mjs'

export const GENERATED = '.build/generated'

/** What an addon is made from; of package.json, only what the napi cli reads. */
function rustInputs(kind) {
  const { napi, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  return hashInputs({
    paths: ['crates', 'Cargo.toml', 'Cargo.lock', 'scripts/lib/builds.mjs'],
    words: [kind, process.platform, process.arch, version, JSON.stringify(napi)],
  })
}

/** The napi cli; it prints cargo's own progress. */
function napiBuild(outputDir, args) {
  return must('the build of the addon', process.execPath, [
    bin('@napi-rs/cli/dist/cli.js'),
    'build',
    '--platform',
    '--manifest-path',
    'crates/node/Cargo.toml',
    '--target-dir',
    'target',
    '--output-dir',
    outputDir,
    '--js',
    'native.js',
    '--dts',
    'native.d.ts',
    ...args,
    '--',
    '--locked',
  ])
}

/**
 * The napi cli names a platform's package `<packageName>-<platform>`; ours are `@numpool/<platform>`. (No package name
 * gives that, hence this one place that says so.)
 */
export function ownNames(text) {
  return text.replaceAll('@numpool/core-', '@numpool/').replaceAll('`@numpool/core`', '`numpool`')
}

/** Puts a file in place in one step: a process that has the old addon loaded keeps the old file. */
function place(from, to) {
  const aside = `${to}.${process.pid}.new`
  copyFileSync(from, aside)
  renameSync(aside, to)
}

/** The addon's file in a folder of napi's results. */
function binaryIn(folder) {
  const name = readdirSync(folder).find((file) => /^numpool\..*\.node$/.test(file))
  if (name === undefined) throw new Error(`the napi cli left no addon in ${folder}`)
  return name
}

/** The release addon, at the root beside its loader `native.js`. */
export async function buildAddon() {
  const hash = rustInputs('release')
  const folder = join(ROOT, '.build/addon')
  const placed = existsSync(folder) ? [binaryIn(folder)] : []
  if (
    placed.length > 0 &&
    isBuilt('addon', hash, [...placed, `${GENERATED}/native.js`, `${GENERATED}/native.d.ts`])
  ) {
    return false
  }
  say('building the addon (Rust, one to two minutes the first time)')
  const start = performance.now()
  mkdirSync(folder, { recursive: true })
  await napiBuild('.build/addon', ['--release'])
  const text = (file) => ownNames(readFileSync(join(folder, file), 'utf8'))
  generate({ 'native.js': text('native.js'), 'native.d.ts': text('native.d.ts') })
  const name = binaryIn(folder)
  place(join(folder, name), join(ROOT, name))
  markBuilt('addon', hash)
  say(`addon built in ${since(start)}`)
  return true
}

/**
 * The addon with the feature `test-hooks`: `.build/test-hooks/numpool.node`, loaded by the memory tests through
 * `NAPI_RS_NATIVE_LIBRARY_PATH`. Profile `quick`, the one of `cargo test`, so that the two share every dependency.
 */
export async function buildTestHooks() {
  const hash = rustInputs('test-hooks')
  const result = '.build/test-hooks/numpool.node'
  if (isBuilt('test-hooks', hash, [result])) return false
  say('building the addon with its failure switches, for the memory tests')
  const start = performance.now()
  const folder = join(ROOT, '.build/addon-with-hooks')
  mkdirSync(folder, { recursive: true })
  mkdirSync(join(ROOT, '.build/test-hooks'), { recursive: true })
  await napiBuild('.build/addon-with-hooks', ['--profile', 'quick', '--features', 'test-hooks'])
  place(join(folder, binaryIn(folder)), join(ROOT, result))
  markBuilt('test-hooks', hash)
  say(`addon with failure switches built in ${since(start)}`)
  return true
}

/** `dist/index.cjs`, the ESM wrapper with one named export for each of its, the public types and the page of errors. */
export async function buildTypeScript() {
  const hash = hashInputs({
    paths: [
      'src',
      'tsdown.config.ts',
      'tsconfig.json',
      'biome.json',
      'scripts',
      'package-lock.json',
    ],
  })
  const results = [
    'dist/index.cjs',
    'dist/import.cjs',
    'dist/calls.cjs',
    'dist/functions.cjs',
    'dist/seldom.cjs',
    'dist/shared.cjs',
    'dist/threads.cjs',
    'dist/workers.cjs',
    `${GENERATED}/index.mjs`,
    `${GENERATED}/index.d.ts`,
  ]
  if (isBuilt('typescript', hash, results)) return false
  say('building the TypeScript half')
  const start = performance.now()
  await must(
    'the build of the TypeScript half',
    process.execPath,
    [bin('tsdown/dist/run.mjs'), '--log-level', 'warn'],
    { show: false },
  )
  // Imported only now: they need the installed dependencies.
  const { makeTypes } = await import('../make-dts.mjs')
  const { makeErrorDocs } = await import('../make-error-docs.mjs')
  generate({ 'index.mjs': esmWrapper(), ...(await makeTypes()), ...(await makeErrorDocs()) })
  markBuilt('typescript', hash)
  say(`TypeScript half built in ${since(start)}`)
  return true
}

/** The thin ESM wrapper: it re-exports the CommonJS build, so that there is one state however numpool is loaded. */
function esmWrapper() {
  const path = join(ROOT, 'dist/index.cjs')
  const require = createRequire(import.meta.url)
  delete require.cache[path]
  const names = Object.keys(require(path)).sort()
  return [
    '// Generated by `npm run build` from the exports of dist/index.cjs. Do not edit.',
    "import numpool from './dist/import.cjs'",
    '',
    'export const {',
    ...names.map((name) => `  ${name},`),
    '} = numpool',
    '',
  ].join('\n')
}

/** Writes generated files where `outdated` and `placeGenerated` find them. */
function generate(texts) {
  for (const [file, text] of Object.entries(texts)) {
    const path = join(ROOT, GENERATED, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}

/** The generated files, by their path in the tree. */
export function generatedFiles() {
  return readdirSync(join(ROOT, GENERATED), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(ROOT, GENERATED), join(entry.parentPath, entry.name)))
    .sort()
}

/** Those whose committed text differs from what the sources give now. */
export function outdated() {
  return generatedFiles().filter((file) => {
    const committed = join(ROOT, file)
    return (
      !existsSync(committed) ||
      readFileSync(committed, 'utf8') !== readFileSync(join(ROOT, GENERATED, file), 'utf8')
    )
  })
}

/** Puts every generated file that changed in its place. */
export function placeGenerated() {
  for (const file of outdated()) {
    mkdirSync(dirname(join(ROOT, file)), { recursive: true })
    place(join(ROOT, GENERATED, file), join(ROOT, file))
    say(`wrote ${file}`)
  }
}
