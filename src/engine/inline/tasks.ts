/**
 * Which item runs in the calling thread, for `currentTask()`.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { answerCurrentTask, RunningTask } from '../../current-task'

/** An item that runs. */
export class InlineTask {
  #index: number
  #task: RunningTask | undefined

  constructor(index: number) {
    this.#index = index
  }

  /** Stands for another item from now on. */
  become(index: number): void {
    this.#index = index
    this.#task = undefined
  }

  /** Made when somebody asks for it. */
  get task(): RunningTask {
    this.#task ??= new RunningTask(this.#index)
    return this.#task
  }
}

let current: InlineTask | undefined
let storage: AsyncLocalStorage<InlineTask> | undefined
let answers = false

function answer(): void {
  if (answers) return
  answers = true
  answerCurrentTask(() => (current ?? storage?.getStore())?.task.shown)
}

/** Runs items that end in this turn; `task` stands for the one that runs. */
export function runNow<T>(task: InlineTask, body: () => T): T {
  answer()
  const before = current
  current = task
  try {
    return body()
  } finally {
    current = before
  }
}

/** Runs an item that may go on after an `await`, with other code of the program in between. */
export function runLater<T>(task: InlineTask, body: () => T): T {
  answer()
  storage ??= new AsyncLocalStorage()
  return storage.run(task, body)
}
