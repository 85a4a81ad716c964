/** What the tests use of packages that come without types. */
declare module 'lodash' {
  export function chunk<T>(list: readonly T[], size: number): T[][]
  const lodash: { uniq<T>(list: readonly T[]): T[] }
  export default lodash
}

declare module 'lodash-es' {
  export function chunk<T>(list: readonly T[], size: number): T[][]
  export function uniq<T>(list: readonly T[]): T[]
}

declare module 'istanbul-lib-instrument' {
  export function createInstrumenter(options: { esModules: boolean; compact: boolean }): {
    instrumentSync(code: string, filename: string): string
  }
}
