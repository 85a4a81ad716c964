/**
 * The door to the native half: loads the addon once and says what it offers.
 *
 * `native.js` is the loader that the napi cli writes; it finds the binary of this platform beside it or in
 * `@numpool/<platform>`. Without a binary everything still works on workers, so a failed load is a value, not a throw.
 */
import type { NumberArray } from '../../dtype'

/** What crosses to Rust. Every function returns a status or a JSON text; the words of errors are made in TypeScript. */
export interface Addon {
  /** Version of this interface. */
  abi(): number
  /** The SIMD instruction set in use: `avx512`, `avx2` … */
  instructionSet(): string
  /** Native threads that a job may use, the calling one included. */
  threads(): number
  setThreads(count: number): void
  /** JSON: `{ ok: Analysis }` or `{ reason }`. */
  analyze(source: string): string
  /** JSON: a file's imports and exports (`function/module-info.ts`), or null. Missing in older builds. */
  moduleInfo?(source: string, typescript: boolean): string
  /** JSON in: {@link CompileRequest}; JSON out: {@link CompileReply}. */
  compile(request: string): string
  /** Who computes a kernel, in words. Missing in older builds. */
  machine?(kernel: number): string
  /** Measured nanoseconds an element of a kernel takes on one thread; 0 before it has run for long enough. Missing in older builds. */
  itemNs?(kernel: number): number
  /** Forgets a kernel; jobs that run it keep it alive. */
  release(kernel: number): void
  /**
   * Once per environment: the shared mailbox of arguments and the callback of finished jobs. The entries it returns read
   * that mailbox; undefined for a mailbox that is none.
   */
  attach(
    mailbox: Float64Array,
    onDone: (job: number, status: number, done: number) => void,
  ): Entries | undefined
  cancel(job: number): void
  /** Elements finished so far. */
  progress(job: number): number
  /** Names of the candidates for a Math function, best first. */
  mathCandidates(name: string): string[]
  /** Computes `out[i] = f(x[i])` or `f(x[i], y[i])` with a candidate; false when it cannot. */
  mathEval(
    name: string,
    candidate: number,
    x: Float64Array,
    y: Float64Array | null,
    out: Float64Array,
  ): boolean
  /** Records the verdict for the whole process: a candidate's index, or -1 for none. */
  mathAdmit(name: string, candidate: number): void
  /** The admitted candidate, -1 for none, -2 before anybody asked. */
  mathAdmitted(name: string): number
  /** Instruction sets of this CPU with vector code for a Math function, the best last. */
  mathVectors(name: string): string[]
  /** As {@link mathEval}, with that code; the admitted candidate computes what it leaves out. False when it cannot. */
  mathEvalVector(
    name: string,
    set: string,
    x: Float64Array,
    y: Float64Array | null,
    out: Float64Array,
  ): boolean
  /** Whether the vector code that serves a Math function was compared with the admitted candidate, and how that ended. */
  mathVectorState(name: string): 'unknown' | 'refused' | 'admitted'
  /** Stores 1 at `words[index]` when the calling environment ends, however it ends. */
  watchDeath(words: Int32Array, index: number): void
  /**
   * Moves the calling thread to another CPU if it is on the one where a thread of the process, by the system's id, is or was last; true
   * if it did. Missing in older builds.
   */
  stepApart?(thread: number): boolean
}

/** Where results go: one array, or of a kernel with several results one for each. */
type Out = NumberArray | readonly NumberArray[]

/** The ways in that carry data; what else a call has to say is in the mailbox. */
export interface Entries {
  /** Runs in place and returns a status; the columns are typed arrays, or null for a range in the mailbox. */
  run(kernel: number, out: Out, ...columns: (NumberArray | null)[]): number
  /** Starts a job: its number, or the negated status. */
  submit(kernel: number, out: Out, ...columns: (NumberArray | null)[]): number
}

/** The interface version this code is written for. */
const ABI = 3

let loaded: Addon | undefined
let failure: Error | undefined
let tried = false

/** The addon, or undefined where this platform has none; {@link addonFailure} then says why. */
export function loadAddon(): Addon | undefined {
  if (!tried) {
    tried = true
    try {
      // A literal, so that bundlers follow it; the build makes it relative to `dist/`.
      const addon = require('../../../native.js') as Addon
      if (addon.abi() === ABI) loaded = addon
      else
        failure = new Error(
          `the native addon speaks version ${addon.abi()} where ${ABI} is expected; reinstall numpool`,
        )
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
    }
  }
  return loaded
}

/** Why {@link loadAddon} found nothing. */
export function addonFailure(): Error | undefined {
  return failure
}
