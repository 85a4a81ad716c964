// The picture in a terminal: a character for each block of pixels, darker the longer its middle stays.
import { HEIGHT, MOST, WIDTH } from './turns.mts'

const SHADES = ' .:-=+*%#@'
const ACROSS = 12
const DOWN = 25

function shade(turns: number): string {
  const part = Math.log(1 + turns) / Math.log(1 + MOST)
  return SHADES[Math.round(part * (SHADES.length - 1))]!
}

export function draw(turns: Uint8Array): string {
  const lines: string[] = []
  for (let y = DOWN >> 1; y < HEIGHT; y += DOWN) {
    let line = ''
    for (let x = ACROSS >> 1; x < WIDTH; x += ACROSS) line += shade(turns[y * WIDTH + x]!)
    lines.push(line.trimEnd())
  }
  return lines.join('\n')
}
