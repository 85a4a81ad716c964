// What a build was made from: a hash over its input files, kept beside its result in `.build/`, so that nothing is built
// twice and a changed file is always noticed (time stamps lie after a checkout).
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './run.mjs'

const STATE = join(ROOT, '.build')

/** Every file below the given files and folders, in a fixed order. */
function* filesIn(path) {
  if (!existsSync(path)) return
  if (!statSync(path).isDirectory()) {
    yield path
    return
  }
  for (const name of readdirSync(path).sort()) {
    if (name !== 'node_modules' && name !== 'target') yield* filesIn(join(path, name))
  }
}

/**
 * The hash of the inputs of one build: files, folders and plain words (a profile, a tool's version).
 *
 * @param {{ paths: readonly string[], words?: readonly string[] }} inputs
 */
export function hashInputs({ paths, words = [] }) {
  const hash = createHash('sha256')
  for (const word of words) hash.update(`${word}\0`)
  for (const path of paths) {
    for (const file of filesIn(join(ROOT, path))) {
      hash.update(`${file.slice(ROOT.length)}\0`)
      hash.update(readFileSync(file))
      hash.update('\0')
    }
  }
  return hash.digest('hex')
}

/** Whether the build called `name` was made from exactly these inputs and its results are still there. */
export function isBuilt(name, hash, results) {
  const stamp = join(STATE, `${name}.hash`)
  return (
    existsSync(stamp) &&
    readFileSync(stamp, 'utf8') === hash &&
    results.every((result) => existsSync(join(ROOT, result)))
  )
}

/** Remembers that the build called `name` now stands for these inputs. */
export function markBuilt(name, hash) {
  mkdirSync(STATE, { recursive: true })
  writeFileSync(join(STATE, `${name}.hash`), hash)
}
