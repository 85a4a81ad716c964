import { Worker } from 'node:worker_threads'
import { afterAll, expect, test } from 'vitest'
import { range } from '../src/sequence'
import { sleep, workersPool } from './support/workers'

const pool = workersPool(2)
afterAll(() => pool.engine.terminate())

test('the first call works: the workers come up while the caller is blocked', () => {
  expect(pool.mapSync((x: number) => x * 2, range(100))).toEqual([...range(0, 200, 2)])
})

test('asynchronous calls that are pending are served by the way', async () => {
  const pending = pool.map((x: number) => x + 1, range(50), { chunkSize: 5 })
  expect(pool.mapSync((x: number) => x * 2, [1, 2])).toEqual([2, 4])
  expect(await pending).toEqual([...range(1, 51)])
})

test('errors are thrown, with both stacks', () => {
  const fail = (x: number): number => {
    if (x === 2) throw new RangeError('two')
    return x
  }
  expect(() => pool.mapSync(fail, [1, 2, 3])).toThrow(new RangeError('two'))
})

test('many calls in a row', () => {
  for (let i = 0; i < 300; i++) expect(pool.mapSync((x: number) => x + 1, [i])).toEqual([i + 1])
})

test('a stopped or late call of the only worker does not keep a blocked caller waiting', async () => {
  const one = workersPool(1)
  const forever = (): never => {
    for (;;);
  }
  try {
    await one.engine.warmup()
    const abort = new AbortController()
    const stopped = one.apply(forever, [], { signal: abort.signal })
    const late = one.apply(forever, [], { timeout: 150 })
    for (const call of [stopped, late]) call.catch(() => {})
    await sleep(20)
    abort.abort()
    expect(one.mapSync((x: number) => x + 1, [1])).toEqual([2])
    await expect(stopped).rejects.toThrow()
    await expect(late).rejects.toThrow()
  } finally {
    await one.engine.terminate()
  }
})

test('a call that is stopped already does not begin', () => {
  const { engine, call, control } = pool
  const data = { length: 1, columns: [{ kind: 'list' as const, items: [1] }], tuple: false }
  expect(() =>
    engine.runSync(
      call(
        (x: unknown) => x,
        { ...data },
        {},
        control({ signal: AbortSignal.abort(new Error('no')) }),
      ),
    ),
  ).toThrow('no')
})

test('a pool in a worker, called synchronously there', async () => {
  const { build } = await import('vite')
  const { workerEntry } = (await import('../scripts/worker-entry-plugin.mjs' as string)) as {
    workerEntry(): never
  }
  const built = (await build({
    root: new URL('..', import.meta.url).pathname,
    configFile: false,
    logLevel: 'silent',
    plugins: [workerEntry()],
    build: {
      ssr: true,
      write: false,
      rollupOptions: {
        external: [/native\.js$/],
        input: new URL('./fixtures/nested.ts', import.meta.url).pathname,
        output: { format: 'cjs' },
      },
    },
  })) as { output: { code: string }[] }
  const worker = new Worker(built.output[0]?.code ?? '', { eval: true })
  const message = await Promise.race([
    new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    }),
    sleep(20_000),
  ])
  await worker.terminate()
  expect(message).toEqual([2, 4, 6])
})
