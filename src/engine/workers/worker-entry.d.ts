/** The bundled worker half (`entry/`) as one CommonJS string; made by scripts/worker-entry-plugin.mjs. */
declare module 'virtual:worker-entry' {
  const code: string
  export default code
}
