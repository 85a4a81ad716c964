/**
 * Figures and places for people to read.
 */
import type { SlowChunk, SlowItem } from './slowest'

/** `item 3 of map(render)`, `applyAsync(render)`. */
export function itemText({ method, function: name, index }: SlowItem): string {
  const call = callText(method, name)
  return method.startsWith('apply') ? call : `item ${index} of ${call}`
}

/** `items 40 to 79 of map(render)`. */
export function chunkText({ method, function: name, index, items }: SlowChunk): string {
  return `items ${index} to ${index + items - 1} of ${callText(method, name)}`
}

/** `map(render)`, or `map` where the function has no name. */
export function callText(method: string, name: string): string {
  return name === '' ? method : `${method}(${name})`
}

/** `1 call`, `2 calls`. */
export function countText(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`
}

/** Milliseconds. */
export function msText(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms >= 100) return `${ms.toFixed(0)} ms`
  if (ms >= 0.1 || ms === 0) return `${ms.toFixed(1)} ms`
  return `${(ms * 1000).toFixed(1)} µs`
}

/** Bytes. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 99.95 ? value.toFixed(0) : value.toFixed(1)} ${units[unit]}`
}

/** A part of 1 as `42 %`. */
export function percentText(share: number): string {
  return `${Math.round(share * 100)} %`
}
