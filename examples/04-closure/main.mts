// Functions bring along what they use: variables, helpers, imports. Nothing has to be passed, registered or exported.
import { createHash } from 'node:crypto'
import { Pool } from 'numpool'

const words = ['pool', 'loop', 'polo', 'node', 'done', 'kernel']
const known = new Map([['pool', 'a place to swim']])
let salt = 'first'

/** The letters of a word in their order: the same for all its anagrams. */
function key(word: string): string {
  return [...word].sort().join('')
}

const describe = (word: string) => {
  const anagrams = words.filter((other) => other !== word && key(other) === key(word))
  const hash = createHash('sha256')
    .update(salt + word)
    .digest('hex')
    .slice(0, 8)
  return { word, meaning: known.get(word) ?? '?', anagrams: anagrams.join(' '), hash }
}

const pool = new Pool(2)
const before = await pool.map(describe, words)
for (const { word, meaning, anagrams } of before) console.log(`${word}: ${meaning} [${anagrams}]`)

// A variable is read when the call is made.
salt = 'second'
const after = await pool.map(describe, words)
const same = after.filter(({ hash }, i) => hash === before[i]!.hash)
console.log(`${same.length} of ${after.length} hashes are the same under another salt`)
