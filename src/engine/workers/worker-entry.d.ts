/** The worker half (`entry/`), made by scripts/worker-entry-plugin.mjs. */
declare module 'virtual:worker-entry' {
  /** What stacks call the code. */
  export const name: string
  /** What a worker evaluates first: a line that compiles the code in its `workerData`, by what V8 has made of it where that is there. */
  export const start: string
  /** All of it, bundled to one CommonJS string. */
  export const code: string
}
