/** Options: checked before any work, own properties only, unknown ones refused with the nearest known. */
import { afterEach, describe, expect, test } from 'vitest'
import { callDefaults, checkCallOptions, checkPoolOptions, type Method } from '../src/options'
import { fastOut } from '../src/pool/fast-out'

const INVALID = expect.objectContaining({ code: 'ERR_NUMPOOL_INVALID_ARG' })

describe('of calls', () => {
  test('none, and undefined ones, are fine', () => {
    expect(checkCallOptions('map', undefined)).toEqual(Object.create(null))
    expect(checkCallOptions('map', {})).toEqual(Object.create(null))
    expect(checkCallOptions('map', { chunkSize: undefined })).toEqual(Object.create(null))
  })

  test('good ones are taken over', () => {
    const signal = new AbortController().signal
    const out = new Float64Array(1)
    const options = { signal, timeout: 5, engine: 'native', chunkSize: 3, out, dtype: 'float64' }
    expect({ ...checkCallOptions('map', options) }).toEqual(options)
    expect(checkCallOptions('map', { out }).out).toBe(out)
  })

  test.each([
    ['chunkSize', '3', TypeError],
    ['chunkSize', 0, RangeError],
    ['chunkSize', 1.5, RangeError],
    ['chunkSize', Number.NaN, RangeError],
    ['chunkSize', null, TypeError],
    ['timeout', 0, RangeError],
    ['timeout', -1, RangeError],
    ['timeout', Number.NaN, RangeError],
    ['timeout', '5', TypeError],
    ['signal', {}, TypeError],
    ['signal', true, TypeError],
    ['engine', 'gpu', RangeError],
    ['engine', 1, TypeError],
    ['dtype', 'double', RangeError],
    ['dtype', 8, TypeError],
    ['out', {}, TypeError],
    ['out', 'x', TypeError],
    ['out', new ArrayBuffer(8), TypeError],
    ['captures', [], TypeError],
    ['captures', null, TypeError],
    ['onProgress', 1, TypeError],
    ['chunkSize', 'automatic', TypeError],
    ['taskTimeout', 0, RangeError],
    ['taskTimeout', '5', TypeError],
    ['graceMs', -1, RangeError],
    ['graceMs', null, TypeError],
    ['concurrency', 0, RangeError],
    ['concurrency', 2.5, RangeError],
    ['idempotent', 'yes', TypeError],
    ['progress', 1, TypeError],
    ['onError', 'ignore', RangeError],
    ['onError', () => {}, TypeError],
    ['out', Object.freeze([]), TypeError],
    ['out', Object.freeze([1, 2]), TypeError],
  ])('%s: %j is refused', (key, value, Class) => {
    const check = (): unknown => checkCallOptions('map', { [key]: value })
    expect(check).toThrow(Class)
    expect(check).toThrow(INVALID)
    expect(check).toThrow(new RegExp(`^options\\.${key} must be .*; got `))
  })

  test('options that are no object are refused', () => {
    for (const options of [null, 5, 'x', [], () => {}])
      expect(() => checkCallOptions('map', options)).toThrow(/^options must be an object.*; got/)
  })

  test("what Python takes in their place is answered with this library's way", () => {
    const message = (method: Method, options: unknown): unknown => {
      try {
        return checkCallOptions(method, options)
      } catch (error) {
        return (error as Error).message
      }
    }
    expect(message('map', 5)).toBe('options must be an object, such as { chunkSize: 5 }; got 5')
    expect(message('apply', 5)).toBe('options must be an object; got 5')
    expect(message('mapAsync', () => {})).toMatch(/such as { callback: \(result\) => \.\.\. }; got/)
    expect(message('map', () => {})).toBe('options must be an object; got a function')
  })

  test.each([
    ['map', 'chunksize', /has no "chunksize"\. Did you mean chunkSize\?/],
    ['map', 'singal', /Did you mean signal\?/],
    ['map', 'callback', /It is an option of mapAsync, starmapAsync, applyAsync\./],
    ['imap', 'out', /It is an option of map, /],
    ['map', 'chunk_size', /Did you mean chunkSize\?/],
    ['map', 'on_error', /Did you mean onError\?/],
    ['map', 'batchSize', /Did you mean chunkSize\?/],
    ['apply', 'abortSignal', /Did you mean signal\?/],
    ['mapAsync', 'error_callback', /Did you mean errorCallback\?/],
    ['map', 'error_callback', /errorCallback is an option of mapAsync, starmapAsync, applyAsync\./],
    ['imap', 'buffersize', /Did you mean bufferSize\?/],
    ['imap', 'highWaterMark', /Did you mean bufferSize\?/],
    ['map', 'bufferSize', /It is an option of imap, imapUnordered\./],
    ['imap', 'ordered', /come from imapUnordered/],
    ['apply', 'transferList', /move\(value\)/],
    ['apply', 'filename', /pool\.module\(url\)/],
    ['apply', 'onError', /It is an option of map, /],
    ['map', 'constructor', /Known/],
    ['apply', 'chunkSize', /It is an option of map/],
    ['map', 'zzzzzzzz', /has no "zzzzzzzz"\. Known: signal, timeout/],
    ['map', '__proto__', /Known/],
  ])('%s: unknown %s', (method, key, message) => {
    const options = JSON.parse(`{ ${JSON.stringify(key)}: 1 }`)
    const check = (): unknown => checkCallOptions(method as Method, options)
    expect(check).toThrow(message)
    expect(check).toThrow(INVALID)
  })

  describe('with a polluted Object.prototype', () => {
    const prototype = Object.prototype as { [key: string]: unknown }
    afterEach(() => {
      delete prototype.chunkSize
      delete prototype.out
    })

    test('inherited ones do not count', () => {
      prototype.chunkSize = 'bad'
      prototype.out = [1]
      expect(checkCallOptions('map', {}).chunkSize).toBeUndefined()
      expect(checkCallOptions('map', undefined).chunkSize).toBeUndefined()
      expect(checkCallOptions('map', { timeout: 1 }).out).toBeUndefined()
      expect(fastOut({})).toBeNull()
    })
  })

  test('every call takes a signal and limits of time', () => {
    const options = { signal: new AbortController().signal, timeout: 5, taskTimeout: 6, graceMs: 0 }
    const all: Method[] = ['map', 'mapSync', 'mapAsync', 'starmap', 'starmapSync', 'starmapAsync']
    all.push('apply', 'applySync', 'applyAsync', 'imap', 'imapUnordered')
    for (const method of all)
      expect({ ...checkCallOptions(method, options) }, method).toEqual(options)
  })

  test('settled results leave no choice of where they go', () => {
    for (const more of [{ out: [] }, { dtype: 'float64' }])
      expect(() => checkCallOptions('map', { onError: 'collect', ...more })).toThrow(
        /must be left out with onError: 'collect'/,
      )
    expect(checkCallOptions('map', { onError: 'stop', out: [] }).onError).toBe('stop')
  })

  test('captures are copied, without prototype', () => {
    const captures = { k: 3 }
    const checked = checkCallOptions('map', { captures }).captures
    expect(checked).toEqual(Object.assign(Object.create(null), captures))
    expect(checked).not.toBe(captures)
  })
})

describe('the shortest way of mapSync', () => {
  test('is for out alone', () => {
    const out = new Float64Array(1)
    expect(fastOut(undefined)).toBeUndefined()
    expect(fastOut({})).toBeNull()
    expect(fastOut({ out })).toBe(out)
    expect(fastOut({ out: undefined })).toBeNull()
    expect(fastOut({ out, chunkSize: 1 })).toBeNull()
    expect(fastOut(5)).toBeNull()
    expect(fastOut(null)).toBeNull()
  })

  test('costs next to nothing', () => {
    const options = { out: new Float64Array(1) }
    const best = (run: () => unknown): number => {
      let least = Number.POSITIVE_INFINITY
      for (let round = 0; round < 20; round++) {
        const start = performance.now()
        for (let i = 0; i < 10_000; i++) run()
        least = Math.min(least, (performance.now() - start) * 100)
      }
      return least
    }
    // Nanoseconds; the bound is wide for slow and busy machines.
    expect(best(() => fastOut(options))).toBeLessThan(100)
    expect(best(() => checkCallOptions('mapSync', options))).toBeLessThan(500)
  })
})

describe('of pools', () => {
  test('a number, options, or both', () => {
    expect(checkPoolOptions(undefined, undefined)).toEqual(Object.create(null))
    expect(checkPoolOptions(3, undefined).processes).toBe(3)
    expect(checkPoolOptions({ processes: 3 }, undefined).processes).toBe(3)
    expect(checkPoolOptions(3, { name: 'a' })).toMatchObject({ processes: 3, name: 'a' })
    expect(checkPoolOptions(undefined, { name: 'a' })).toMatchObject({ name: 'a' })
  })

  // They counted as none, where a call refuses them.
  test('null is no options object, whether a number stands before it or not', () => {
    expect(() => checkPoolOptions(4, null)).toThrow(INVALID)
    expect(() => checkPoolOptions(undefined, null)).toThrow(INVALID)
    expect(() => checkPoolOptions(null, undefined)).toThrow(INVALID)
  })

  test.each([
    [0, RangeError],
    [-1, RangeError],
    [1.5, RangeError],
    [Number.NaN, RangeError],
    ['4', TypeError],
    [null, TypeError],
    [true, TypeError],
  ])('Pool(%j)', (processes, Class) => {
    expect(() => checkPoolOptions(processes, undefined)).toThrow(Class)
    expect(() => checkPoolOptions(processes, undefined)).toThrow(INVALID)
  })

  test.each([
    ['maxTasksPerChild', 0, RangeError],
    ['maxTasksPerChild', -1, RangeError],
    ['maxTasksPerChild', 0.5, RangeError],
    ['maxTasksPerChild', '12', TypeError],
    ['initializer', 'f', TypeError],
    ['initargs', 'ab', TypeError],
    ['engine', 'x', RangeError],
    ['name', '', RangeError],
    ['name', 5, TypeError],
    ['resourceLimits', { maxOldGenerationSizeMb: '5' }, TypeError],
    ['resourceLimits', { maxOldGenerationSizeMb: -1 }, RangeError],
    ['resourceLimits', { stackSizeMb: Number.NaN }, RangeError],
    // These ended the process.
    ['resourceLimits', { stackSizeMb: 0.1 }, RangeError],
    ['resourceLimits', { stackSizeMb: Number.POSITIVE_INFINITY }, RangeError],
    ['resourceLimits', { maxOldGenerationSizeMb: 1 }, RangeError],
    ['resourceLimits', { old: 5 }, TypeError],
    ['env', 'x', TypeError],
    ['execArgv', '--x', TypeError],
    ['execArgv', [1], TypeError],
    ['idleTimeout', -1, RangeError],
    ['idleTimeout', '1', TypeError],
    ['unreadErrors', 'ignore', RangeError],
    ['minProcesses', -1, RangeError],
    ['minProcesses', 1.5, RangeError],
    ['minProcesses', '1', TypeError],
    ['maxQueue', 0, RangeError],
    ['maxQueue', 'many', TypeError],
    ['concurrency', 0, RangeError],
    ['taskTimeout', 0, RangeError],
    ['graceMs', Number.NaN, RangeError],
    ['idempotent', 1, TypeError],
  ])('%s: %j is refused', (key, value, Class) => {
    expect(() => checkPoolOptions({ [key]: value }, undefined)).toThrow(Class)
    expect(() => checkPoolOptions({ [key]: value }, undefined)).toThrow(INVALID)
  })

  test('unknown ones name the nearest', () => {
    expect(() => checkPoolOptions({ maxtasksperchild: 1 }, undefined)).toThrow(
      /Did you mean maxTasksPerChild\?/,
    )
    expect(() => checkPoolOptions(2, { proceses: 1 })).toThrow(/Did you mean processes\?/)
  })

  // `{ filename }` was once taken for a misspelt name.
  test.each([
    ['size', /Did you mean processes\?/],
    ['maxThreads', /Did you mean processes\?/],
    ['max_workers', /Did you mean processes\?/],
    ['threads', /Did you mean processes\?/],
    ['workers', /Did you mean processes\?/],
    ['minThreads', /Did you mean minProcesses\?/],
    ['max_tasks_per_child', /Did you mean maxTasksPerChild\?/],
    ['init_args', /Did you mean initargs\?/],
    ['workerData', /Did you mean initargs\?/],
    ['concurrentTasksPerWorker', /Did you mean concurrency\?/],
    ['filename', /has no "filename"\. Pass functions to the methods; .*pool\.module\(url\)/],
    ['mp_context', /Workers are threads/],
    ['timeout', /It is an option of calls, not of pools\./],
    ['chunkSize', /It is an option of calls, not of pools\./],
    ['hasOwnProperty', /has no "hasOwnProperty"\. Known/],
  ])('%s, as others call it, is answered with ours', (key, message) => {
    expect(() => checkPoolOptions({ [key]: 1 }, undefined)).toThrow(message)
    expect(() => checkPoolOptions({ [key]: 1 }, undefined)).toThrow(INVALID)
  })

  test('no more workers stay than there are', () => {
    expect(() => checkPoolOptions(2, { minProcesses: 3 })).toThrow(
      /minProcesses must be at most 2, the number of workers; got 3/,
    )
    expect(checkPoolOptions({ minProcesses: 3 }, undefined).minProcesses).toBe(3)
    expect(checkPoolOptions(3, { minProcesses: 3 }).minProcesses).toBe(3)
  })

  test('say what calls do that do not say it themselves', () => {
    expect(callDefaults(checkPoolOptions(undefined, undefined))).toEqual({
      engine: 'auto',
      concurrency: undefined,
      taskTimeout: Number.POSITIVE_INFINITY,
      graceMs: undefined,
      idempotent: false,
    })
    const said = { engine: 'workers', concurrency: 9, taskTimeout: 5, graceMs: 0, idempotent: true }
    expect(callDefaults(checkPoolOptions(said, undefined))).toEqual(said)
  })

  test('the size is said once', () => {
    expect(() => checkPoolOptions(2, { processes: 2 })).toThrow(INVALID)
    expect(() => checkPoolOptions({ processes: 2 }, {})).toThrow(INVALID)
  })
})
