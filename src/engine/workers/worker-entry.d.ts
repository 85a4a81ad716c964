/** The worker half (`entry/`), made by scripts/worker-entry-plugin.mjs. */
declare module 'virtual:worker-entry' {
  /** What a worker evaluates first: a line that compiles the code in its `workerData`. */
  export const start: string
  /** All of it, bundled to one CommonJS string. */
  export const code: string
}
