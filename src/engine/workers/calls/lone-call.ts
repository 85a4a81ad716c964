/**
 * A call with one item as a single call: the engine's answer to `apply` with a signal, a time limit or whatever else needs a
 * control of its own.
 */
import type { Call, Outcome } from '../../../call'
import type { Told } from '../../../watch/events'
import type { CallSite } from './call-site'
import { Single, type SingleTerms } from './single'

/** Whether a call is one function call with arguments, as `apply` makes it. */
export function isSingle({ data, spread, output, receiver }: Call): boolean {
  const [column] = data.columns
  return (
    spread &&
    data.length === 1 &&
    !data.tuple &&
    column?.kind === 'list' &&
    Array.isArray(column.items[0]) &&
    output.kind === 'array' &&
    output.out === undefined &&
    receiver === undefined
  )
}

export class LoneCall extends Single {
  readonly terms: SingleTerms
  readonly #call: Call
  readonly #site: CallSite
  readonly #resolve: (outcome: Outcome) => void
  readonly #reject: (reason: unknown) => void
  /** Stops listening to the call's control. */
  forget: () => void = () => {}

  /** @param call - one of which {@link isSingle} holds */
  constructor(
    call: Call,
    site: CallSite,
    resolve: (outcome: Outcome) => void,
    reject: (reason: unknown) => void,
  ) {
    const [column] = call.data.columns
    const args = column?.kind === 'list' ? (column.items[0] as readonly unknown[]) : []
    super(args)
    const { concurrency = 1, idempotent, taskTimeout, graceMs } = call
    this.terms = { concurrency, idempotent, taskTimeout, graceMs }
    this.#call = call
    this.#site = site
    this.#resolve = resolve
    this.#reject = reject
  }

  get told(): Told {
    return this.#call
  }

  succeed(value: unknown): void {
    this.forget()
    this.#resolve({ value: [value], failures: [] })
  }

  fail(error: unknown): void {
    this.forget()
    this.#site.markError(error)
    this.#resolve({ value: [undefined], failures: [{ index: 0, error }] })
  }

  abort(reason: unknown): void {
    this.forget()
    this.#reject(this.#site.failure(reason))
  }
}
