import { describe, expect, test } from 'vitest'
import { Patience } from '../src/engine/workers/entry/patience'

describe('results of a worker', () => {
  test('wait for a millisecond at first, and longer the longer it has been busy', () => {
    const patience = new Patience()
    let last = 0
    for (let time = 1000; time < 1100; time += 0.05) {
      const ms = patience.after(time, time + 0.05)
      expect(ms).toBe(Math.min(4, Math.max(1, (time + 0.05 - 1000) / 8)))
      expect(ms).toBeGreaterThanOrEqual(last)
      last = ms
    }
    expect(last).toBe(4)
  })

  test('wait for a millisecond again after the worker had nothing to do', () => {
    const patience = new Patience()
    for (let time = 0; time < 100; time += 0.05) patience.after(time, time + 0.05)
    expect(patience.after(100.5, 100.6)).toBe(4)
    expect(patience.after(101.2, 101.3)).toBe(1)
  })

  test('wait for so long after one item, too, that took long by itself', () => {
    expect(new Patience().after(5000, 5016)).toBe(2)
  })
})
