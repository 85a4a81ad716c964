// The circumstances under which Math functions are measured: what could make an engine, or its native code, compute other bits.

/**
 * @typedef {object} Mode
 * @property {string} what it is, in the report
 * @property {readonly string[]} [flags] of Node
 * @property {Record<string, string>} [env]
 * @property {boolean} [library] whether the process loads a library that sets flush-to-zero
 * @property {(platform: string, arch: string) => boolean} [exists] where it makes sense
 */

/** @type {Readonly<Record<string, Mode>>} */
export const MODES = {
  default: { what: 'nothing special' },
  jitless: { what: '`--jitless`: V8 interprets, nothing is optimised', flags: ['--jitless'] },
  'no-fma': {
    what: '`GLIBC_TUNABLES` takes FMA and AVX2 from the C library, whose `pow` then gives other bits',
    env: { GLIBC_TUNABLES: 'glibc.cpu.hwcaps=-FMA,-FMA4,-AVX2' },
    exists: (platform, arch) => platform === 'linux' && arch === 'x64',
  },
  'flush-to-zero': {
    what: 'a library linked with `-ffast-math` has set flush-to-zero and denormals-are-zero; no subnormal arguments',
    library: true,
    exists: (platform, arch) => platform === 'linux' && arch === 'x64',
  },
  patched: {
    what: 'the function is replaced before the call: nothing may run natively, and the replacement’s results come back',
  },
}
