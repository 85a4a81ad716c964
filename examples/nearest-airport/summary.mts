// How long it took, and what plain JavaScript would have taken.

export function timed<T>(body: () => T): [result: T, seconds: number] {
  const start = performance.now()
  return [body(), (performance.now() - start) / 1000]
}

export interface Run {
  /** Distances that were computed. */
  readonly pairs: number
  readonly how: string
  readonly seconds: number
  readonly zips: number
  /** ZIP codes that plain JavaScript searched for as well. */
  readonly sample: number
  readonly plainSeconds: number
}

const count = (n: number) => n.toLocaleString('en-US')

export function summary({ pairs, how, seconds, zips, sample, plainSeconds }: Run): string {
  const [all, some] = [count(zips), count(sample)]
  const whole = ((plainSeconds * zips) / sample).toFixed(1)
  return [
    `${count(pairs)} distances in ${seconds.toFixed(2)} s, ${how}`,
    `plain JS, one thread: ${plainSeconds.toFixed(2)} s for ${some} of ${all} ZIP codes, so ${whole} s for all`,
    `index and distance equal bit for bit on those ${some} ZIP codes`,
  ].join('\n')
}
