/**
 * Loops on the native engine against plain JS, bit for bit, and what stops them.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { explain, kernel, Pool, TimeoutError, zip } from '../src/index'

const pool = new Pool(2)
afterAll(() => pool.terminate())

type Fn = (x: number, y: number) => number | boolean

const limit = 40
const rate = 3.7

/** Every kind of loop and jump, uniform and divergent. */
const functions: Record<string, Fn> = {
  'a count that all share': (x) => {
    let s = 0
    for (let i = 0; i < 50; i++) s += x / (i + 1)
    return s
  },
  'the logistic map': (x) => {
    let v = x
    for (let i = 0; i < limit; i++) v = rate * v * (1 - v)
    return v
  },
  'a count of its own': (x, y) => {
    let n = 0
    while (x > 1 && n < 200) {
      x /= 1.25
      n++
    }
    return n + y
  },
  Mandelbrot: (x, y) => {
    let zx = 0
    let zy = 0
    let n = 0
    while (n < 200 && zx * zx + zy * zy < 4) {
      const t = zx * zx - zy * zy + x
      zy = 2 * zx * zy + y
      zx = t
      n++
    }
    return n
  },
  'do … while': (x) => {
    let n = 0
    do {
      n++
      x = Math.floor(x / 2)
    } while (x > 0)
    return n
  },
  'break, continue and labels': (x, y) => {
    let n = 0
    outer: for (let i = 0; i < 12; i++) {
      for (let j = 0; ; j++) {
        if (j > i) continue outer
        if ((i * j) % 7 === 6) continue
        if (i + j > Math.abs(x)) break outer
        if (j > y) break
        n += i * j + 1
      }
      n += 0.5
    }
    return n
  },
  'a return from within': (x, y) => {
    for (let i = 0; i < 30; i++) {
      if (i * i > x) return i
      for (let j = 0; j < 3; j++) if (i * j === y) return -j
    }
    return NaN
  },
  'return from an endless loop': (x) => {
    let n = 0
    for (;;) {
      if (!(x > 1)) return n
      x /= 3
      n++
    }
  },
  'values that change places': (x, y) => {
    let a = x
    let b = y
    for (let i = 0; i < 7; i++) [a, b] = [b, a - b]
    return a
  },
  integers: (x) => {
    let h = x | 0
    for (let i = 0; i < 5; i++) h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) + i
    return h >>> 0
  },
  'the greatest common divisor': (x, y) => {
    let a = Math.abs(x | 0)
    let b = Math.abs(y | 0)
    while (b) {
      const r = a % b
      a = b
      b = r
    }
    return a
  },
  'a boolean that is carried': (x) => {
    let odd = false
    for (let i = Math.floor(Math.abs(x)) % 20; i > 0; i--) odd = !odd
    return odd
  },
  'functions of Math': (x, y) => {
    let v = x
    for (let i = 0; i < y && i < 10; i++) v = Math.sin(v) + Math.exp(-v)
    return v
  },
  'a loop in a branch': (x, y) => {
    if (x > 0) {
      let s = 0
      for (let i = 0; i < y && i < 25; i++) s += Math.log(x + i)
      return s
    }
    return x
  },
  'a variable that is first given a value within': (x) => {
    let last: number | undefined
    let s = 0
    for (let i = 0; i < 4; i++) {
      last = x * i
      s += last
    }
    return s
  },
  'no turn at all': (x) => {
    for (let i = 0; i < 0; i++) x += 1
    return x
  },
}

const SPECIALS = [0, -0, 1, -1, 0.5, 2, 3.7, -7, 33, 255.5, 1e3, 1e9, 2 ** 31, -(2 ** 31)]
const ODD = [Number.NaN, Infinity, -Infinity, 5e-324, 1e308]

/** What may loop without end for numbers that are not finite, or very large, gets others. */
const finite = (i: number): number =>
  i % 3 === 0 ? (SPECIALS[i % SPECIALS.length] as number) : Math.sin(i * 12.9898) * 10 ** (i % 4)

describe('loops give the bits of plain JS', () => {
  for (const [name, fn] of Object.entries(functions)) {
    test(name, () => {
      expect(explain(fn, 1, 2).engine).toBe('native')
      for (const length of [1, 2, 15, 16, 17, 63, 511, 512, 513, 1300]) {
        const xs = Float64Array.from({ length }, (_, i) => finite(i))
        const ys = Float64Array.from({ length }, (_, i) => finite(i * 7 + 3))
        const got = pool.starmapSync(fn, zip(xs, ys), { engine: 'native' })
        for (let i = 0; i < length; i++)
          if (!Object.is(got[i], fn(xs[i] as number, ys[i] as number)))
            expect.fail(`${i} of ${length}: ${xs[i]}, ${ys[i]} gave ${got[i]}`)
      }
    })
  }

  test('numbers that are not finite', () => {
    const xs = Float64Array.from({ length: 700 }, (_, i) => ODD[i % ODD.length] as number)
    const ys = Float64Array.from({ length: 700 }, (_, i) => ODD[(i * 3) % ODD.length] as number)
    for (const name of ['a count that all share', 'the logistic map', 'Mandelbrot', 'integers']) {
      const fn = functions[name] as Fn
      const got = pool.starmapSync(fn, zip(xs, ys), { engine: 'native' })
      xs.forEach((x, i) => {
        expect(got[i]).toBe(fn(x, ys[i] as number))
      })
    }
  })

  test('as jobs on other threads, into arrays of every kind', async () => {
    const fn = functions.Mandelbrot as Fn
    const xs = Float32Array.from({ length: 20_000 }, (_, i) => -2 + (i % 200) / 70)
    const ys = Float32Array.from({ length: 20_000 }, (_, i) => -1.2 + i / 9000)
    const want = Array.from(xs, (x, i) => fn(x, ys[i] as number))
    expect(await pool.starmap(fn, zip(xs, ys), { engine: 'native' })).toEqual(want)
    const out = new Uint8Array(xs.length)
    await pool.starmap(fn, zip(xs, ys), { engine: 'native', out })
    expect(Array.from(out)).toEqual(want)
  })

  test('a few items run where JS is faster, with the same result', async () => {
    const fn = functions['the logistic map'] as Fn
    expect(await pool.starmap(fn, [[0.3, 0]])).toEqual([fn(0.3, 0)])
    expect(kernel((x: number) => fn(x, 0))(0.25)).toBe(fn(0.25, 0))
  })
})

describe('endless loops', () => {
  const endless = (x: number): number => {
    let n = 0
    while (x < Infinity) n += x
    return n
  }
  const data = new Float64Array(3000).fill(1)

  test('obey the timeout of a sync call', () => {
    expect(() => pool.mapSync(endless, data, { engine: 'native', timeout: 50 })).toThrow(
      TimeoutError,
    )
  })

  test('obey the timeout of an async call, which leaves the event loop free', async () => {
    let ticks = 0
    const timer = setInterval(() => ticks++, 5)
    await expect(pool.map(endless, data, { engine: 'native', timeout: 200 })).rejects.toThrow(
      TimeoutError,
    )
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(1)
  })

  test('obey a signal', async () => {
    const controller = new AbortController()
    const result = pool.map(endless, data, { engine: 'native', signal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 20)
    await expect(result).rejects.toThrow('enough')
  })

  test('obey terminate()', async () => {
    const own = new Pool(2)
    const result = own.map(endless, data, { engine: 'native' })
    setTimeout(() => void own.terminate(), 20)
    await expect(result).rejects.toThrow()
  })

  test('end where their condition does', () => {
    const none = new Float64Array(100).fill(Number.NaN)
    expect(pool.mapSync(endless, none, { engine: 'native' })).toEqual(new Float64Array(100))
  })
})

test('explain shows a loop', () => {
  const { ops, nsPerElement } = explain(functions['the logistic map'] as Fn, 1)
  expect(ops).toContain('while')
  expect(nsPerElement).toBeGreaterThan(0)
})

test('loops that are not native say why', () => {
  const mixed = (x: number): number => {
    let v: number | boolean = 1
    for (let i = 0; i < x; i++) v = i > 2
    return Number(v)
  }
  expect(explain(mixed).reasons[0]).toMatchObject({ code: 'mixed-types' })
  const keys = (x: number): number => {
    for (const i in [x]) x += Number(i)
    return x
  }
  expect(explain(keys).reasons[0]).toMatchObject({ code: 'loop' })
})
