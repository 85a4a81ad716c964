/**
 * Which scripts may add variables to a scope that exists, so that a name can come to mean another variable: a direct `eval` declares
 * them in the function around it.
 */
import { readFileSync } from 'node:fs'
import { nativeLocation, placeWords } from './v8-scopes'

const GROWS = /\beval\b|\bwith\s*\(/

/** Scripts remembered. */
const SCRIPTS = 1024

/** By script: whether it may add variables to a scope that exists. */
const growing = new Map<number, boolean>()

/** Whether the script of a function may do so. Where the text cannot be seen, it may. */
export function mayGrow(fn: object, script = placeWords(fn)?.[0]): boolean {
  if (script === undefined) return true
  let found = growing.get(script)
  if (found === undefined) {
    found = true
    try {
      const file = nativeLocation(fn)?.file
      if (file !== undefined) found = GROWS.test(readFileSync(file, 'utf8'))
    } catch {
      // No such file: the text came from elsewhere.
    }
    if (growing.size >= SCRIPTS) growing.clear()
    growing.set(script, found)
  }
  return found
}
