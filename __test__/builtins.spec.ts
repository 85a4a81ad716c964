/**
 * The engine's own functions and objects: known by identity under any alias, and missed when they are replaced.
 */
import { describe, expect, test } from 'vitest'
import { builtinName, builtinValue, isPristine, replacedMembers } from '../src/function/builtins'

describe('builtins', () => {
  test('are known by identity', () => {
    const { sin } = Math
    expect(builtinName(sin)).toBe('Math.sin')
    expect(builtinName(Math)).toBe('Math')
    expect(builtinName(parseInt)).toBe('parseInt')
    expect(builtinName(Number.parseFloat)).toBe('parseFloat')
    expect(builtinName(JSON.parse)).toBe('JSON.parse')
    expect(builtinName(() => 1)).toBeUndefined()
    expect(builtinName(3)).toBeUndefined()
    expect(builtinValue('Math.sin')).toBe(Math.sin)
    expect(builtinValue('Math.nothing')).toBeUndefined()
  })

  test('replacing one shows', () => {
    const { sin } = Math
    expect(isPristine('Math.sin')).toBe(true)
    try {
      Math.sin = () => 7
      expect(isPristine('Math.sin')).toBe(false)
      expect(isPristine('Math')).toBe(true)
      expect([...replacedMembers('Math').keys()]).toEqual(['sin'])
    } finally {
      Math.sin = sin
    }
    expect(isPristine('Math.sin')).toBe(true)
    expect(replacedMembers('Math').size).toBe(0)
    const original = Math
    try {
      globalThis.Math = Object.create(original) as Math
      expect(isPristine('Math')).toBe(false)
      expect(isPristine('Math.cos')).toBe(false)
    } finally {
      globalThis.Math = original
    }
    expect(isPristine('Math.nothing')).toBe(false)
  })
})
