/**
 * Everything that a call asks for which cannot take the short way of `apply`: requests, the route to an engine, the native
 * engine. The pool knows it by this object alone (`lazy.ts`).
 */
import { refusesArguments } from '../engine/native/engine'
import { tryFastMap } from '../engine/native/fast'
import { explainFunction } from '../explanation'
import { makeKernel } from '../make-kernel'
import { applyRequest, imapRequest, mapRequest } from './requests'
import { submit, submitSync } from './submit'

export const longWay = {
  applyRequest,
  explainFunction,
  imapRequest,
  makeKernel,
  mapRequest,
  refusesArguments,
  submit,
  submitSync,
  tryFastMap,
} as const
