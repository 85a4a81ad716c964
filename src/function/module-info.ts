/**
 * What a file imports and exports: by its text on disk, which the addon's parser reads (`module-info-fallback.ts` where there
 * is none). A file is read once; that the text is what runs is for the asker to see, by {@link ModuleInfo.text}.
 */
import { forgetOldest } from '../bounded'
import { loadAddon } from '../engine/native/addon'
import { fileText } from './file-text'
import { moduleScanner } from './lazy'

/** A variable that stands for something of another module all over a file. */
export interface ModuleImport {
  readonly local: string
  /** The export; `*` for the namespace, or for all that `require` gives. */
  readonly imported: string
  /** The specifier. */
  readonly source: string
  /** Whether it is `require` that imports. */
  readonly require: boolean
  /** Stretches of the file (functions) in which the name is bound anew, in code units. */
  readonly shadows: readonly (readonly [number, number])[]
}

/** A top-level function or class of a file, and where its text stands, in code units. */
export interface Declared {
  readonly local: string
  readonly start: number
  readonly end: number
}

/** A function expression by the name that only it itself sees, and where its text stands. */
export interface SelfName {
  readonly name: string
  readonly start: number
  readonly end: number
  /** Stretches inside in which the name is bound anew. */
  readonly shadows: readonly (readonly [number, number])[]
}

/** What the parsers tell. */
export interface ParsedModule {
  /** Whether it has `import` or `export` declarations. */
  readonly esm: boolean
  readonly imports: readonly ModuleImport[]
  /** A default export without a name has the local name `*default*`. */
  readonly exports: readonly { readonly exported: string; readonly local: string }[]
  readonly declared: readonly Declared[]
  readonly selves: readonly SelfName[]
}

export interface ModuleInfo extends ParsedModule {
  readonly file: string
  readonly text: string
}

/** Files remembered; the oldest goes first. */
const FILES = 128
const infos = new Map<string, ModuleInfo | undefined>()

/** The imports and exports of a file; undefined for one that cannot be read. */
export function moduleInfo(file: string): ModuleInfo | undefined {
  if (infos.has(file)) return infos.get(file)
  const info = read(file)
  infos.set(file, info)
  forgetOldest(infos, FILES)
  return info
}

function read(file: string): ModuleInfo | undefined {
  if (!/\.[cm]?[jt]sx?$/.test(file)) return undefined
  const text = fileText(file)
  if (text === undefined) return undefined
  try {
    const parsed = parse(text, isTypeScript(file))
    return parsed === undefined ? undefined : { ...parsed, file, text }
  } catch {
    return undefined
  }
}

function parse(text: string, typescript: boolean): ParsedModule | undefined {
  const addon = loadAddon()
  // An addon of an older build lacks the function, or says less.
  if (addon?.moduleInfo !== undefined) {
    const reply = JSON.parse(addon.moduleInfo(text, typescript)) as ParsedModule | null
    if (reply?.selves !== undefined) return reply
  }
  return moduleScanner()(text)
}

export function isTypeScript(file: string): boolean {
  return /\.[cm]?tsx?$/.test(file)
}

/** The offset of a line and column, counted from 0. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0
  for (let i = 0; i < line; i++) {
    const end = text.indexOf('\n', start)
    if (end === -1) return text.length
    start = end + 1
  }
  return start + column
}
