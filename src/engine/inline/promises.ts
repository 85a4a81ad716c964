/**
 * Promises that functions return.
 */
import type { Control } from '../../call'
import { TaskTimeoutError } from '../../errors'

/** setTimeout takes no more. */
const LONGEST_TIMER = 2 ** 31 - 1

/** Waits for a promise of item `index`, which may never settle; for the end of its time; or for the end of the call. */
export function settled(
  result: PromiseLike<unknown>,
  control: Control,
  taskTimeout: number,
  index: number,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer =
      taskTimeout > LONGEST_TIMER
        ? undefined
        : setTimeout(() => done(reject)(new TaskTimeoutError(taskTimeout, index)), taskTimeout)
    let forget = (): void => {}
    forget = control.onStop((reason) => done(reject)(reason))
    function done<A>(go: (value: A) => void): (value: A) => void {
      return (value) => {
        clearTimeout(timer)
        forget()
        go(value)
      }
    }
    Promise.resolve(result).then(done(resolve), done(reject))
  })
}
