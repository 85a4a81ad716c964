/**
 * What a worker writes to its standard output goes to the thread that started it, which says when it was written. While that
 * thread is blocked on the pool it says nothing, and a task that waits for it (for a callback, for `drain`) would keep the
 * very call from ending that the thread is blocked on. So as long as it is blocked, sent counts as written: the text lies in
 * its mailbox, and comes out when it goes on.
 */
import type { Writable } from 'node:stream'
import { clearInterval, setInterval } from '../../../platform/timers'

type Done = (error?: Error | null) => void
type Chunks = readonly { readonly chunk: unknown; readonly encoding: BufferEncoding }[]
type Write = (chunks: Chunks, done: Done) => void

/** How often somebody who waits looks whether the other thread has been blocked meanwhile. */
const LOOK_MS = 20

/** Lets nobody in this worker wait for a thread that is blocked. */
export function keepWriting(isBlocked: () => boolean): void {
  watch(process.stdout, isBlocked)
  watch(process.stderr, isBlocked)
}

function watch(stream: Writable, isBlocked: () => boolean): void {
  const target = stream as Writable & { _writev?: Write }
  const write = target._writev
  if (typeof write !== 'function') return
  target._writev = (chunks, done) => {
    let told = false
    const tell: Done = (error) => {
      if (told) return
      told = true
      clearInterval(timer)
      done(error)
    }
    const timer = setInterval(() => {
      if (isBlocked()) tell()
    }, LOOK_MS)
    // The one who waits keeps the worker alive, if anybody does.
    timer.unref()
    write.call(stream, chunks, tell)
  }
}
