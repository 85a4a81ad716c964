/**
 * The texts of the files that functions come from, each read once.
 */
import { readFileSync, statSync } from 'node:fs'
import { forgetOldest } from '../bounded'

const FILES = 128

/** Larger files are not read: to parse them would be felt. */
const LARGEST = 4e6

const texts = new Map<string, string | undefined>()

/** The text of a file, without the byte order mark, which Node takes off as well; undefined for one that cannot be read. */
export function fileText(file: string): string | undefined {
  if (texts.has(file)) return texts.get(file)
  const text = read(file)
  texts.set(file, text)
  forgetOldest(texts, FILES)
  return text
}

function read(file: string): string | undefined {
  try {
    if (statSync(file).size > LARGEST) return undefined
    return readFileSync(file, 'utf8').replace(/^\ufeff/, '')
  } catch {
    return undefined
  }
}
