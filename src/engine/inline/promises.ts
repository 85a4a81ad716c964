/**
 * Promises that functions return.
 */
import type { Control } from '../../call'
import { clearTimeout, LONGEST_TIMER, setTimeout } from '../../platform/timers'
import type { InlineTask } from './tasks'

/**
 * Waits for a promise of an item, which may never settle; for the end of its time; or for the end of the call. The task is told of
 * these two.
 */
export function settled(
  result: PromiseLike<unknown>,
  control: Control,
  taskTimeout: number,
  tooLate: () => unknown,
  task: InlineTask,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (reason: unknown): void => {
      done(reject)(reason)
      task.task.abort(reason)
    }
    const timer =
      taskTimeout > LONGEST_TIMER ? undefined : setTimeout(() => end(tooLate()), taskTimeout)
    let forget = (): void => {}
    forget = control.onStop(end)
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
