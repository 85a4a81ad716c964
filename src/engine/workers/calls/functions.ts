/**
 * The functions of calls as messages. What a worker can make without the values of this very call is sent to it once: a
 * function that takes nothing but globals and references goes under a key, the texts of one with captured values
 * under the number of a template. Captured values are read anew at each call, as they may have changed.
 */
import { forgetOldest } from '../../../bounded'
import type { UserFunction } from '../../../call'
import { analyze, type FunctionAnalysis } from '../../../function/analysis'
import { isBare } from '../../../function/captured'
import { areUnchanged, type Globals, globalsOf, Literals } from '../../../function/literals'
import { type FunctionRecord, type Travelled, travel } from '../../../function/travel'
import { type FunctionBody, type FunctionMessage, KEPT_FUNCTIONS } from '../protocol'

type Captures = Readonly<Record<string, unknown>> | undefined

/** A function that captures nothing but globals and references. */
interface Described {
  readonly message: FunctionMessage
  readonly kind: FunctionAnalysis['kind']
  readonly globals: Globals
}

export class FunctionDesk {
  readonly #locals: ReadonlySet<string>
  readonly #byFunction = new WeakMap<UserFunction, Described>()
  readonly #literals: Literals<FunctionMessage>
  readonly #byContent = new Map<string, FunctionMessage>()
  #last = 0
  /** For the captured values of the next closure; most have none. */
  #values: unknown[] = []

  /** @param locals - variables that the pool's initializer makes in each worker */
  constructor(locals: ReadonlySet<string>) {
    this.#locals = locals
    this.#literals = new Literals(locals)
  }

  /**
   * The message for a function, its captured values as they are now.
   *
   * @throws {CannotTravelError} when it cannot be sent
   */
  messageFor(fn: UserFunction, captures: Captures): FunctionMessage {
    if (captures === undefined) {
      const known = this.#byFunction.get(fn)
      if (known !== undefined && isAsDescribed(fn, known)) return known.message
      const values = this.#values
      const message = this.#literals.find(fn, values)
      if (values.length > 0 || (message !== undefined && message.key === undefined))
        this.#values = []
      if (message !== undefined) return withValues(message, values)
    }
    const travelled = travel(fn, { captures, locals: this.#locals })
    const message = this.#message(travelled)
    if (captures === undefined) this.#literals.learn(fn, travelled, message)
    if (captures === undefined && travelled.settled) {
      const { kind, free } = analyze(fn)
      this.#byFunction.set(fn, { message, kind, globals: globalsOf(free) })
    }
    return message
  }

  #message(travelled: Travelled): FunctionMessage {
    const { records, parts, constant, slots, slotValues } = travelled
    const texts = records.map(numberOf)
    if (!constant && slots === undefined) {
      const { template, body } = this.#kept(`values ${texts.join()}`, false, {
        records,
        parts: undefined,
      })
      return { key: undefined, template, body, values: structuredClone(parts) }
    }
    // A toJSON that every object inherits could give one text to different functions.
    if ('toJSON' in Array.prototype || 'toJSON' in Object.prototype) {
      const body = { records, parts: structuredClone(parts), slots }
      return { key: undefined, template: undefined, body, values: { value: slotValues } }
    }
    const content = `${slots === undefined ? 'key' : 'slots'} ${texts.join()} ${JSON.stringify(parts)}`
    const message = this.#kept(content, constant, { records, parts, slots })
    return slots === undefined ? message : { ...message, values: { value: slotValues } }
  }

  /** The message for a content, without values: the same for the same content. */
  #kept(content: string, isConstant: boolean, body: FunctionBody): FunctionMessage {
    let known = this.#byContent.get(content)
    if (known === undefined) {
      const number = ++this.#last
      known = isConstant
        ? { key: number, template: undefined, body }
        : { key: undefined, template: number, body }
      this.#byContent.set(content, known)
      forgetOldest(this.#byContent, KEPT_FUNCTIONS)
    }
    return known
  }
}

/** The message of a literal with the values of one of its closures. */
function withValues(message: FunctionMessage, values: readonly unknown[]): FunctionMessage {
  const { key, template, body } = message
  return key === undefined ? { key, template, body, values: { value: values } } : message
}

/** Notes that a worker is sent a function to keep. It forgets the oldest in turn, and is sent that anew if need be. */
export function noteSent(sent: Set<number>, kept: number): void {
  sent.add(kept)
  if (sent.size > KEPT_FUNCTIONS) sent.delete(sent.values().next().value as number)
}

/** The number under which a worker keeps the function or its texts; undefined when it keeps nothing. */
export function keptNumber({ key, template }: FunctionMessage): number | undefined {
  return key ?? template
}

/** Whether objects travel with the function, so that it must not share a message with another call. */
export function carriesObjects({ key, template, body }: FunctionMessage): boolean {
  return key === undefined && (template === undefined || body?.slots === undefined)
}

/** The message for a worker that has the function, or its texts. */
export function withoutBody({ key, template, values }: FunctionMessage): FunctionMessage {
  return values === undefined ? { key, template } : { key, template, values }
}

/** The message for an initializer, and the variables that it makes. */
export function initializerMessage(fn: UserFunction): {
  fn: FunctionMessage
  locals: ReadonlyMap<string, unknown>
} {
  const travelled = travel(fn, { initializer: true })
  return { fn: once(travelled), locals: travelled.locals }
}

/** The message for a function that gives a registered class, as it is now: made once in each worker. */
export function definitionMessage(
  fn: UserFunction,
  captures: Readonly<Record<string, unknown>>,
  defining: object,
): FunctionMessage {
  return once(travel(fn, { captures, defining }))
}

/** A function that nobody keeps. A copy, so that what is captured counts as it is now and not when a worker gets it. */
function once({ records, parts, slots, slotValues }: Travelled): FunctionMessage {
  const body: FunctionBody = { records, parts: structuredClone(parts), slots }
  const message = { key: undefined, template: undefined, body }
  return slots === undefined ? message : { ...message, values: { value: slotValues } }
}

const numbers = new WeakMap<FunctionRecord, number>()
let lastNumber = 0

/** Equal records are one object, so that a number stands for all that a record says. */
function numberOf(record: FunctionRecord): number {
  let number = numbers.get(record)
  if (number === undefined) {
    number = ++lastNumber
    numbers.set(record, number)
  }
  return number
}

/** Whether a function has got no properties since it was described, and its globals are what they were. */
function isAsDescribed(fn: UserFunction, { kind, globals }: Described): boolean {
  return isBare(fn, kind) && areUnchanged(globals)
}
