/**
 * The functions that a function captures, and those that they capture in turn: the compiler asks for the source of the ones
 * that are called, and only then are they read. All of them are read anew at each call, so that one that has changed is seen.
 */
import type { UserFunction } from '../../call'
import type { Reason } from '../../errors'
import type { FreeValue } from '../../function/closure'
import { unwrapKernel } from '../../function/kernel-state'
import type { CaptureDeclaration, CapturedFunction } from './compile'
import { type Captures, declare, NOTHING, readCaptures, type Subject, subjectOf } from './subject'

/** A function with what its variables hold now. */
export interface Member {
  readonly subject: Subject
  readonly values: ReadonlyMap<string, FreeValue>
  readonly declarations: readonly CaptureDeclaration[]
}

/** A captured function, read or not. */
interface Entry {
  /** The variable that it was found in first. */
  readonly name: string
  readonly fn: UserFunction
  member: Member | undefined
}

/** Captured functions that a kernel may be made of. */
const MOST = 1024

/** The functions around one call. */
export class Captured {
  readonly entries: Entry[] = []
  readonly #numbers = new Map<UserFunction, number>()

  /** The function that is called itself; a reason where its variables cannot be read. */
  root(fn: UserFunction, captures: Captures | undefined): Member | Reason {
    return this.#member(fn, captures)
  }

  /** Reads a captured function whose source the compiler wants; a reason where that is not possible. */
  read(number: number): Member | Reason {
    const entry = this.entries[number]
    if (entry === undefined || entry.member !== undefined || this.entries.length > MOST)
      return { code: 'too-large', message: 'the function captures too many functions' }
    const { fn, captures } = unwrapKernel(entry.fn, undefined)
    const member = this.#member(fn, captures)
    if ('code' in member)
      return { ...member, message: `in \`${entry.name}\`, which it calls: ${member.message}` }
    entry.member = member
    return member
  }

  /** What the compiler is told of them. */
  functions(): readonly CapturedFunction[] {
    return this.entries.map(({ name, member }) =>
      member === undefined
        ? { name, captures: [] }
        : { name, source: member.subject.source, captures: member.declarations },
    )
  }

  #member(fn: UserFunction, captures: Captures | undefined): Member | Reason {
    const subject = subjectOf(fn)
    if ('code' in subject) return subject
    const values = subject.direct ? NOTHING : readCaptures(fn, subject, captures)
    if ('code' in values) return values as Reason
    const declarations = declare(fn, subject, values, (name, found) => this.#numberOf(name, found))
    return { subject, values, declarations }
  }

  #numberOf(name: string, fn: UserFunction): number {
    let number = this.#numbers.get(fn)
    if (number === undefined) {
      number = this.entries.length
      this.#numbers.set(fn, number)
      this.entries.push({ name, fn, member: undefined })
    }
    return number
  }
}
