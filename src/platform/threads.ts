/**
 * `node:worker_threads`, loaded when first needed: it brings the streams library along, which costs a program that
 * only imports numpool several milliseconds.
 */
type WorkerThreads = typeof import('node:worker_threads')

let loaded: WorkerThreads | undefined

/** The module. */
export function workerThreads(): WorkerThreads {
  loaded ??= process.getBuiltinModule('node:worker_threads')
  return loaded
}
