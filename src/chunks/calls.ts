/**
 * What the build puts into `dist/calls.cjs`: the long way of a call, with the native engine at its end. It is read when the first
 * call takes it.
 */
export { openImap } from '../imap'
export { longWay } from '../pool/long-way'
