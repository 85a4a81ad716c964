/**
 * Why a value cannot cross, before anybody has said in whose name.
 */

/** One step into a value. */
export type Key = string | number

/** Thrown while encoding; callers turn it into the error that fits: NotCloneableError, CannotTravelError. */
export class Refusal extends Error {
  /** What stands there, in words: `a function`, `a WeakMap`. */
  readonly holds: string
  /** The way from the encoded value to it. */
  readonly keys: readonly Key[]

  constructor(holds: string, keys: readonly Key[], options?: ErrorOptions) {
    super(`holds ${holds}`, options)
    this.holds = holds
    this.keys = keys
  }
}

/** `items[3].user.socket`. */
export function formatPath(root: string, keys: readonly Key[]): string {
  let path = root
  for (const key of keys) {
    if (typeof key === 'number') path += `[${key}]`
    else if (/^[A-Za-z_$][\w$]*$/.test(key)) path += path === '' ? key : `.${key}`
    else if (key.startsWith('<') || key.startsWith('.get(')) path += key
    else path += `[${JSON.stringify(key)}]`
  }
  return path
}
