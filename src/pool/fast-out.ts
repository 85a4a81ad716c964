/**
 * Reading options that say nothing but `out`, in a few nanoseconds: for the shortest way of `mapSync`.
 */

/**
 * The `out` of options that hold nothing else; undefined where there are no options, null where more has to be checked.
 */
export function fastOut(options: unknown): unknown {
  if (options === undefined) return undefined
  if (typeof options !== 'object' || options === null) return null
  // Enumerates inherited keys too: whatever somebody put on Object.prototype takes the long way.
  for (const key in options) if (key !== 'out') return null
  return Object.hasOwn(options, 'out') ? ((options as { out?: unknown }).out ?? null) : null
}
