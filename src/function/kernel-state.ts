/**
 * What stands behind the functions that `kernel()` makes: engines look here before they read a function's source.
 */
import type { UserFunction } from '../call'

/** The function a kernel was made from and the values its variables had then. */
export interface KernelState {
  readonly target: UserFunction
  readonly captures: Readonly<Record<string, unknown>> | undefined
}

const states = new WeakMap<UserFunction, KernelState>()

/** Marks `fn` as a kernel. */
export function setKernelState(fn: UserFunction, state: KernelState): void {
  states.set(fn, state)
}

/** Whether `fn` is a kernel. */
export function isKernel(fn: UserFunction): boolean {
  return states.has(fn)
}

/** The function and captures that an engine should run for `fn`: a kernel's own, or the ones given. */
export function unwrapKernel(
  fn: UserFunction,
  captures: Readonly<Record<string, unknown>> | undefined,
): { fn: UserFunction; captures: Readonly<Record<string, unknown>> | undefined } {
  const state = states.get(fn)
  if (state === undefined) return { fn, captures }
  return {
    fn: state.target,
    captures:
      state.captures === undefined || captures === undefined
        ? (captures ?? state.captures)
        : { ...state.captures, ...captures },
  }
}
