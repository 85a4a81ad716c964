/**
 * What a user gets from npm: the packed tarballs, installed into an empty folder, must work however they are loaded,
 * with the platform's package and without it.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pack } from '../scripts/pack.mjs'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const call = promisify(execFile)
const folders: string[] = []
let root = ''
let platform = ''

/** Runs a program in a folder; a failure shows what it printed. */
async function run(cwd: string, command: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await call(command, args, { cwd, env: { ...process.env, NODE_OPTIONS: '' } })
    return stdout
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string }
    throw new Error(`${command} ${args.join(' ')}\n${stdout}\n${stderr}`)
  }
}

const node = (cwd: string, ...args: string[]): Promise<string> => run(cwd, process.execPath, args)
const tool = (path: string): string => join(ROOT, 'node_modules', path)

/** An empty project with the given tarballs installed and nothing else: no registry is asked. */
async function project(...tarballs: string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'numpool-package-'))
  folders.push(folder)
  writeFileSync(join(folder, 'package.json'), '{ "name": "user", "version": "1.0.0" }')
  const flags = ['--offline', '--omit=optional', '--no-audit', '--no-fund', '--loglevel=error']
  await run(folder, 'npm', ['install', ...flags, ...tarballs])
  return folder
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
}

const manifest = (folder: string): Record<string, Record<string, unknown>> =>
  JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

beforeAll(async () => {
  const tarballs: string[] = await pack()
  root = tarballs.find((path) => /\/numpool-\d/.test(path)) ?? ''
  platform = tarballs.find((path) => path !== root) ?? ''
})
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('the tarball', () => {
  test('holds the build, the loader, the types and the papers, and nothing else', async () => {
    const listed = (await run(ROOT, 'tar', ['-tzf', root])).trim().split('\n').sort()
    expect(listed).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'dist/calls.cjs',
        'dist/functions.cjs',
        'dist/import.cjs',
        'dist/index.cjs',
        'dist/seldom.cjs',
        'dist/shared.cjs',
        'dist/threads.cjs',
        'dist/workers.cjs',
        'index.d.mts',
        'index.d.ts',
        'index.mjs',
        'native.js',
        'package.json',
      ].map((name) => `package/${name}`),
    )
  })

  test('names every platform as an optional dependency of the same version, and runs no script', async () => {
    const folder = await project(root)
    const { version, napi, ...packed } = manifest(join(folder, 'node_modules/numpool'))
    const targets = napi!.targets as unknown as string[]
    expect(Object.keys(packed.optionalDependencies!)).toHaveLength(targets.length)
    for (const [name, wanted] of Object.entries(packed.optionalDependencies!)) {
      expect(name).toMatch(/^@numpool\/(linux|darwin|win32)-(x64|arm64)(-\w+)?$/)
      expect(wanted).toBe(version)
    }
    expect(packed.dependencies).toBeUndefined()
    expect(packed.scripts).toBeUndefined()
  })
})

describe('installed with the package of this platform', () => {
  let folder = ''
  beforeAll(async () => {
    folder = await project(root, platform)
  })

  test('require and import give the same exports and share one state', async () => {
    write(folder, {
      'both.mjs': `
        import { createRequire } from 'node:module'
        import * as imported from 'numpool'
        const required = createRequire(import.meta.url)('numpool')
        const names = Object.keys(required).sort()
        console.log(JSON.stringify({
          names,
          sameNames: names.join() === Object.keys(imported).sort().join(),
          sameValues: names.every((name) => imported[name] === required[name]),
        }))`,
    })
    const { names, sameNames, sameValues } = JSON.parse(await node(folder, 'both.mjs'))
    expect(names).toContain('Pool')
    expect(sameNames).toBe(true)
    expect(sameValues).toBe(true)
  })

  test.each([
    ['require', 'use.cjs', "const { Pool, range } = require('numpool')"],
    ['import', 'use.mjs', "import { Pool, range } from 'numpool'"],
  ])('%s: runs natively and on workers', async (_, file, head) => {
    write(folder, {
      [file]: `${head}
        const pool = new Pool(2)
        Promise.all([
          pool.map(Math.sqrt, range(5), { engine: 'native' }),
          pool.map((x) => String(x), ['a', 'b'], { engine: 'workers' }),
        ]).then(async (both) => {
          pool.close()
          await pool.join()
          console.log(JSON.stringify(both))
        })`,
    })
    const roots = [0, 1, 2, 3, 4].map(Math.sqrt)
    expect(JSON.parse(await node(folder, file))).toEqual([roots, ['a', 'b']])
  })

  test('the types resolve from CommonJS and from modules, with nothing skipped', async () => {
    const body = `
      const pool: Pool = new Pool()
      const lengths: Promise<number[]> = pool.map((s: string) => s.length, ['a'])
      const roots: Promise<Float64Array> = pool.map((x: number) => Math.sqrt(x), new Float64Array(3))
      export const all = Promise.all([lengths, roots])`
    write(folder, {
      'types.cts': `import { Pool } from 'numpool'${body}`,
      'types.mts': `import { Pool } from 'numpool'${body}`,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          lib: ['ES2023', 'ESNext.Disposable'],
          strict: true,
          noEmit: true,
          skipLibCheck: false,
          types: ['node'],
          typeRoots: [tool('@types')],
        },
        files: ['types.cts', 'types.mts'],
      }),
    })
    expect(await node(folder, tool('typescript/bin/tsc'), '-p', '.')).toBe('')
  })

  test('works under Jest', async () => {
    write(folder, {
      'jest.config.json': '{ "testEnvironment": "node" }',
      'pool.test.js': `
        const { Pool, range } = require('numpool')
        test('maps on both engines', async () => {
          const pool = new Pool(2)
          expect(await pool.map((x) => x * x, range(4), { engine: 'native' })).toEqual([0, 1, 4, 9])
          expect(await pool.map((s) => s + '!', ['a'], { engine: 'workers' })).toEqual(['a!'])
          pool.terminate()
          await pool.join()
        })`,
    })
    const report = join(folder, 'report.json')
    const output = ['--json', `--outputFile=${report}`]
    await node(folder, tool('jest/bin/jest.js'), '--rootDir', folder, ...output)
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8'))
    expect([numPassedTests, numFailedTests]).toEqual([1, 0])
  })
})

test('without the package of this platform everything runs on workers, and explain says why', async () => {
  const folder = await project(root)
  write(folder, {
    'use.mjs': `
      import { Pool } from 'numpool'
      const pool = new Pool(2)
      const { engine, reasons } = pool.explain((x) => x * 2)
      const doubled = await pool.map((x) => x * 2, new Float64Array([1, 2]))
      const refused = await pool.map((x) => x * 2, [1], { engine: 'native' }).catch((error) => error.code)
      console.log(JSON.stringify({ engine, reasons, doubled: Array.from(doubled), refused }))`,
  })
  const { engine, reasons, doubled, refused } = JSON.parse(await node(folder, 'use.mjs'))
  expect(engine).toBe('workers')
  expect(reasons[0].code).toBe('no-addon')
  expect(doubled).toEqual([2, 4])
  expect(refused).toBe('ERR_NUMPOOL_NOT_NATIVE')
})

test('the platform packages are those of the targets in package.json', () => {
  const { napi, version, license, engines } = manifest(ROOT) as never as {
    napi: { targets: string[] }
    version: string
    license: string
    engines: object
  }
  const names = Object.keys(manifest(join(ROOT, 'npm/linux-x64-gnu')))
  expect(names).toContain('libc')
  const folders = ['darwin-arm64', 'darwin-x64', 'linux-arm64-gnu', 'linux-arm64-musl']
  folders.push('linux-x64-gnu', 'linux-x64-musl', 'win32-arm64-msvc', 'win32-x64-msvc')
  expect(folders).toHaveLength(napi.targets.length)
  for (const folder of folders) {
    expect(manifest(join(ROOT, 'npm', folder))).toMatchObject({
      name: `@numpool/${folder}`,
      version,
      license,
      engines,
      files: [`numpool.${folder}.node`],
    })
  }
})
