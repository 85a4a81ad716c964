// A module whose functions are tasks. Each worker imports it once; the main thread never does.
import { createHash } from 'node:crypto'

export interface Page {
  readonly title: string
  readonly text: string
}

/** What is expensive to make stays in the worker's module. */
const stopWords = new Set(['a', 'and', 'in', 'of', 'the', 'to'])

export function words({ text }: Page): string[] {
  return (text.toLowerCase().match(/[a-z]+/g) ?? []).filter((word) => !stopWords.has(word))
}

export async function digest(page: Page): Promise<string> {
  return createHash('sha1').update(page.title).update(page.text).digest('base64url').slice(0, 8)
}
