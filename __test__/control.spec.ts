/** What stops and watches a call. */
import { getEventListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test, vi } from 'vitest'
import { TimeoutError } from '../src/errors'
import { CallControl } from '../src/pool/control'
import { progressReporter } from '../src/pool/progress'

test('a signal stops the call with its reason, and is left without listeners', () => {
  const aborter = new AbortController()
  const control = new CallControl({ method: 'map', signal: aborter.signal })
  control.listen()
  const heard = vi.fn()
  control.onStop(heard)
  expect(control.stopped).toBe(false)
  aborter.abort('reason')
  expect(control.stopped).toBe(true)
  expect(control.stopReason).toBe('reason')
  expect(heard).toHaveBeenCalledExactlyOnceWith('reason')
  expect(getEventListeners(aborter.signal, 'abort')).toEqual([])
})

test('a settled call listens to nothing and cannot be stopped', () => {
  const aborter = new AbortController()
  const control = new CallControl({ method: 'map', signal: aborter.signal, timeout: 5 })
  control.listen()
  const heard = vi.fn()
  control.onStop(heard)
  expect(getEventListeners(aborter.signal, 'abort')).toHaveLength(1)
  control.settle()
  expect(getEventListeners(aborter.signal, 'abort')).toEqual([])
  aborter.abort()
  expect(control.stop('late')).toBe(false)
  expect(heard).not.toHaveBeenCalled()
})

test('an aborted signal has stopped it from the start', () => {
  const control = new CallControl({ method: 'map', signal: AbortSignal.abort('before') })
  control.listen()
  const heard = vi.fn()
  control.onStop(heard)
  expect(control.stopReason).toBe('before')
  expect(heard).toHaveBeenCalledExactlyOnceWith('before')
})

test('listeners can be forgotten, each by itself', () => {
  const control = new CallControl({ method: 'map' })
  const heard = vi.fn()
  const forget = control.onStop(heard)
  control.onStop(heard)
  forget()
  control.stop('x')
  expect(heard).toHaveBeenCalledTimes(1)
  expect(control.stop('y')).toBe(false)
  expect(control.stopReason).toBe('x')
})

describe('the timeout', () => {
  test('stops an asynchronous call by a timer', async () => {
    const control = new CallControl({ method: 'map', timeout: 15 })
    control.listen()
    const heard = vi.fn()
    control.onStop(heard)
    await sleep(40)
    expect(heard.mock.calls[0]?.[0]).toBeInstanceOf(TimeoutError)
    expect(heard.mock.calls[0]?.[0]).toMatchObject({
      message: 'map took longer than 15 ms and was stopped.',
    })
  })

  test('is seen by those who ask while no timer can run', () => {
    const control = new CallControl({ method: 'mapSync', timeout: 5 })
    expect(control.stopped).toBe(false)
    const end = performance.now() + 10
    while (performance.now() < end);
    expect(control.stopped).toBe(true)
    expect(control.stopReason).toBeInstanceOf(TimeoutError)
  })

  test('may be longer than a timer can be', async () => {
    const control = new CallControl({ method: 'map', timeout: 2 ** 40 })
    control.listen()
    await sleep(10)
    expect(control.stopped).toBe(false)
    control.settle()
  })
})

describe('progress', () => {
  test('is told at most every 50 ms, never backwards, and at the end', () => {
    let time = 0
    const told: number[] = []
    const report = progressReporter(
      100,
      ({ done }) => told.push(done),
      (f, ...a) => void f(...a),
      () => time,
    )
    for (const [ms, done] of [
      [10, 5],
      [50, 20],
      [10, 30],
      [50, 40],
      [60, 35],
      [1, 100],
      [100, 100],
    ] as const) {
      time += ms
      report(done)
    }
    expect(told).toEqual([20, 40, 100])
  })

  test('has rate and time left', () => {
    let time = 0
    const told: unknown[] = []
    const report = progressReporter(
      100,
      (p) => told.push(p),
      (f, ...a) => void f(...a),
      () => time,
    )
    time = 500
    report(25)
    expect(told).toEqual([{ done: 25, total: 100, rate: 50, eta: 1500 }])
  })
})
