/**
 * What a hint is, and the one that an explanation gives too: apart from all others, which only a report needs.
 */

/** Something to do about it. */
export interface Hint {
  readonly code: 'truncated' | 'start' | 'copy' | 'small-tasks' | 'one-slow-item' | 'queue'
  readonly message: string
}

/** Results have a fraction, and an integer array is to hold them. */
export const TRUNCATED: Hint = {
  code: 'truncated',
  message:
    'results with a fraction are cut to integers, since the data are an integer array: give `dtype: "float64"` or an `out` of floats',
}
