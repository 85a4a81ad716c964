/** The process around a pool: how it ends while there is work, and what keeps it alive. */
import { constants } from 'node:os'
import { describe, expect } from 'vitest'
import { METHODS, SIZES } from './support/matrix'
import { fault, faultChild } from './support/watchdog'

/** Starts work of every kind that does not end by itself. */
const busy = (size: number, way: string): string => `
  const pool = new numpool.Pool(${size}, { engine: 'workers' })
  const native = new numpool.Pool()
  const spin = () => { for (;;); }
  if ('${way}' === 'applyAsync') for (let i = 0; i < 5; i++) pool.applyAsync(spin).catch(() => {})
  else if ('${way}' === 'map') pool.map(spin, [1, 2, 3]).catch(() => {})
  else pool.${way}(spin, [1, 2, 3]).next().catch(() => {})
  pool.map((x) => new Promise(() => {}), [1, 2]).catch(() => {})
  native.map((x) => Math.sin(x) * Math.exp(Math.cos(x)), numpool.sharedEmpty(3e7)).catch(() => {})
  await sleep(120)`

const COLUMNS = SIZES.flatMap((size) => METHODS.map((way) => [size, way] as const))

describe.each(COLUMNS)('%i workers, %s', (size, way) => {
  fault(
    'row 22: process.exit and an uncaught error while tasks run: their own exit code',
    3000,
    async () => {
      for (const [end, code] of [
        ['process.exit(7)', 7],
        ["setTimeout(() => { throw new Error('mine') })", 1],
      ] as const) {
        const ended = await faultChild(`${busy(size, way)}\n${end}; await sleep(60_000)`, {
          guard: false,
        })
        expect(ended).toMatchObject({ code, signal: null })
        if (code === 1) expect(ended.stderr).toContain('Error: mine')
      }
    },
  )
})

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2', 'SIGALRM', 'SIGKILL'] as const

describe.each(SIGNALS)('%s', (signal) => {
  const run = (program: string): ReturnType<typeof faultChild> => {
    let sent = false
    return faultChild(program, {
      guard: false,
      shell: 'ulimit -c 0',
      onOutput: (text, child) => {
        if (!sent && text.includes('busy')) sent = child.kill(signal)
      },
    })
  }

  fault('row 22: while tasks run: ends as the signal says', 3000, async () => {
    const ended = await run(`${busy(2, 'map')}\nconsole.log('busy')`)
    expect(ended).toMatchObject({ code: null, signal })
    expect(ended.stderr).not.toMatch(/FATAL|panicked/)
  })

  if (signal === 'SIGKILL') return
  fault(
    'row 22: with a handler that ends the pool: nothing is left to hold the process',
    3000,
    async () => {
      const ended = await run(`
      const waiting = setInterval(() => {}, 1000)
      ${busy(2, 'map')}
      process.once('${signal}', async () => {
        clearInterval(waiting)
        await Promise.all([pool.terminate(), native.terminate()])
        console.log('ended')
        process.exitCode = ${128 + constants.signals[signal]}
      })
      console.log('busy')`)
      expect(ended).toMatchObject({
        code: 128 + constants.signals[signal],
        signal: null,
        stdout: 'busy\nended\n',
      })
    },
  )
})

describe.each(SIZES)('%i workers', (size) => {
  const pool = `const pool = new numpool.Pool(${size}, { engine: 'workers' });`

  fault('row 22: uncaught errors that are caught by the process change nothing', 3000, async () => {
    const ended = await faultChild(`${pool}
      process.on('uncaughtException', (error) => console.log(error.message))
      const call = pool.map(async (x) => { await new Promise((go) => setTimeout(go, 50)); return x }, [1, 2, 3])
      setTimeout(() => { throw new Error('mine') }, 10)
      console.log(await call)`)
    expect(ended).toMatchObject({ code: 0, stdout: 'mine\n[ 1, 2, 3 ]\n' })
  })

  fault(
    'row 22: work that begins in beforeExit is done; in exit it is too late, and no hang',
    3000,
    async () => {
      const ended = await faultChild(`${pool}
      let times = 0
      process.on('beforeExit', () => { if (times++ === 0) pool.map((x) => x, [1, 2]).then(console.log) })
      process.on('exit', () => { pool.map((x) => x, [3]).then(console.log); console.log('exit') })
      await pool.map((x) => x, [0])`)
      expect(ended).toMatchObject({ code: 0, stdout: '[ 1, 2 ]\nexit\n' })
    },
  )

  fault('row 36: idle pools, forgotten ones too, do not hold the process', 3000, async () => {
    for (const program of [
      `${pool} await pool.map((x) => x, [1, 2])`,
      `${pool} await pool.warmup()`,
      `for (let i = 0; i < 3; i++) await new numpool.Pool(${size}, { engine: 'workers', idleTimeout: Infinity }).apply(() => 1)`,
      `${pool} const results = pool.imap((x) => x, (function* () { for (let i = 0; ; i++) yield i })()); await results.next()`,
      `${pool} await pool.apply(() => 1); pool.close()`,
      `${pool} await pool.apply(() => { setInterval(() => {}, 1000) }); console.log()`,
    ]) {
      const ended = await faultChild(program, { guard: false })
      expect(ended.code, program).toBe(0)
      // Where the collector comes while the program runs, it finds the forgotten pools, which are told of.
      const forgotten = /^\(node:\d+\) \[NUMPOOL_UNCLOSED_POOL\].*\n(\(Use .*\n)?/gm
      expect(ended.stderr.replace(program.startsWith('for') ? forgotten : '', ''), program).toBe('')
      // Half a second, on a machine that has nothing else to do.
      expect(ended.took, program).toBeLessThan(5000)
    }
  })

  fault('row 36: a pending task, and a reader that waits, hold it', 3000, async () => {
    for (const call of [
      'pool.apply(slow, [5])',
      'pool.map(slow, [5]).then(([x]) => x)',
      'pool.imap(slow, [5]).next().then(({ value }) => value)',
      'pool.imapUnordered(slow, [5]).next().then(({ value }) => value)',
    ]) {
      const ended = await faultChild(
        `${pool} const slow = (x) => new Promise((go) => setTimeout(go, 250, x))
        ${call}.then(console.log)`,
        { guard: false },
      )
      expect(ended, call).toMatchObject({ code: 0, stdout: '5\n', stderr: '' })
    }
  })

  fault('row 36: threads and timers of the program are its own business', 3000, async () => {
    const ended = await faultChild(`${pool}
      const { Worker } = require('node:worker_threads')
      const own = new Worker('require("node:worker_threads").parentPort.on("message", (m) => { if (m === "end") process.exit(3) })', { eval: true })
      own.on('exit', (code) => console.log('own', code))
      await pool.map((x) => x, [1])
      await pool.terminate()
      setTimeout(() => own.postMessage('end'), 50)`)
    expect(ended).toMatchObject({ code: 0, stdout: 'own 3\n' })
  })
})
