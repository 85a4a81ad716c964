/**
 * The package's channels of `node:diagnostics_channel`. Made at the first call, so that a program that only imports numpool
 * does not load the module; who subscribes before gets the same channels, by their names.
 */
import type { Channel } from 'node:diagnostics_channel'

/** Five channels in the order and with the meaning of Node's `TracingChannel`. */
export interface Traced {
  readonly start: Channel
  readonly end: Channel
  readonly asyncStart: Channel
  readonly asyncEnd: Channel
  readonly error: Channel
}

export interface Channels {
  /** A call of a pool's method. */
  readonly call: Traced
  /** A call as the native engine runs it. */
  readonly native: Traced
  /** A chunk of a call at a worker. */
  readonly task: { readonly start: Channel; readonly end: Channel; readonly error: Channel }
  /** A worker's thread. */
  readonly worker: {
    readonly start: Channel
    readonly ready: Channel
    readonly lost: Channel
    readonly exit: Channel
  }
}

let made: Channels | undefined

/** The channels. */
export function channels(): Channels {
  made ??= make()
  return made
}

function make(): Channels {
  const { channel } = process.getBuiltinModule('node:diagnostics_channel')
  const traced = (name: string): Traced => ({
    start: channel(`${name}:start`),
    end: channel(`${name}:end`),
    asyncStart: channel(`${name}:asyncStart`),
    asyncEnd: channel(`${name}:asyncEnd`),
    error: channel(`${name}:error`),
  })
  return {
    call: traced('numpool:call'),
    native: traced('numpool:native'),
    task: {
      start: channel('numpool:task:start'),
      end: channel('numpool:task:end'),
      error: channel('numpool:task:error'),
    },
    worker: {
      start: channel('numpool:worker:start'),
      ready: channel('numpool:worker:ready'),
      lost: channel('numpool:worker:lost'),
      exit: channel('numpool:worker:exit'),
    },
  }
}

/** Whether anybody listens to one of the five. */
export function heard({ start, end, asyncStart, asyncEnd, error }: Traced): boolean {
  return (
    start.hasSubscribers ||
    end.hasSubscribers ||
    asyncStart.hasSubscribers ||
    asyncEnd.hasSubscribers ||
    error.hasSubscribers
  )
}
