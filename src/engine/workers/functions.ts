/**
 * The functions of calls as messages. A function that takes nothing from around it but globals is described once and kept
 * by the workers; one with captured values is read anew at each call, as its values may have changed.
 */
import type { UserFunction } from '../../call'
import { analyze } from '../../function/analysis'
import { builtinValue, isHostGlobal, isReplaced } from '../../function/builtins'
import { type Travelled, travel } from '../../function/travel'
import type { FunctionMessage } from './protocol'

type Captures = Readonly<Record<string, unknown>> | undefined

/** Functions kept, by text and place; a worker keeps as many. */
const KEPT = 256

export class FunctionDesk {
  readonly #locals: ReadonlySet<string>
  readonly #byFunction = new WeakMap<UserFunction, FunctionMessage>()
  readonly #byText = new Map<string, FunctionMessage>()
  #lastKey = 0

  /** @param locals - variables that the pool's initializer makes in each worker */
  constructor(locals: ReadonlySet<string>) {
    this.#locals = locals
  }

  /**
   * The message for a function, its captured values as they are now.
   *
   * @throws {CannotTravelError} when it cannot be sent
   */
  messageFor(fn: UserFunction, captures: Captures): FunctionMessage {
    if (captures === undefined) {
      const known = this.#byFunction.get(fn)
      if (known !== undefined && !usesReplaced(fn)) return known
    }
    const travelled = travel(fn, { captures, locals: this.#locals })
    if (!travelled.constant) return { key: undefined, body: bodyOf(travelled) }
    const message = this.#keep(travelled)
    if (captures === undefined) this.#byFunction.set(fn, message)
    return message
  }

  #keep(travelled: Travelled): FunctionMessage {
    // A toJSON that every object inherits could give one text to different functions.
    if ('toJSON' in Array.prototype) return { key: undefined, body: bodyOf(travelled) }
    const text = JSON.stringify([
      travelled.records,
      travelled.records.length === 0 && travelled.parts,
    ])
    const known = this.#byText.get(text)
    if (known !== undefined) return known
    const message: FunctionMessage = { key: ++this.#lastKey, body: bodyOf(travelled) }
    this.#byText.set(text, message)
    if (this.#byText.size > KEPT) this.#byText.delete(this.#byText.keys().next().value as string)
    return message
  }
}

/** The message for an initializer, and the variables that it makes. */
export function initializerMessage(fn: UserFunction): {
  fn: FunctionMessage
  locals: ReadonlyMap<string, unknown>
} {
  const travelled = travel(fn, { initializer: true })
  return { fn: { key: undefined, body: bodyOf(travelled) }, locals: travelled.locals }
}

/** A copy, so that what is captured counts as it is now and not when a worker gets it. */
function bodyOf({ records, parts }: Travelled): NonNullable<FunctionMessage['body']> {
  return { records, parts: structuredClone(parts) }
}

/** Whether a global that the function may use has been replaced, or made, since it was described. */
function usesReplaced(fn: UserFunction): boolean {
  return analyze(fn).free.some(
    ({ name }) =>
      isReplaced(name) || (name in globalThis && !isBuiltin(name) && !isHostGlobal(name)),
  )
}

function isBuiltin(name: string): boolean {
  return builtinValue(name) !== undefined
}
