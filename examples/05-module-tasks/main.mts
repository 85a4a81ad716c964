// Tasks that live in a module of their own, in TypeScript: typed here, loaded in the workers only.
import { Pool } from 'numpool'
import type { Page } from './tasks.mts'

const pages: Page[] = [
  { title: 'Pool', text: 'A pool of workers, and the work in it.' },
  { title: 'Loop', text: 'The loop stays free to answer.' },
]

const pool = new Pool(2)
const tasks = pool.module<typeof import('./tasks.mts')>(new URL('./tasks.mts', import.meta.url))

const words: string[][] = await pool.map(tasks.words, pages)
for (const [i, { title }] of pages.entries()) console.log(`${title}: ${words[i]!.join(' ')}`)

const digests: string[] = await pool.map(tasks.digest, pages)
console.log(`${new Set(digests).size} different digests`)
