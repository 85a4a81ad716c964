/**
 * What the build puts into `dist/threads.cjs`: the text of the workers and what starts a thread with it. It is read before
 * the rest of the workers engine, so that the first thread comes up while that is read.
 */
export { startThread } from '../engine/workers/crew/thread'
