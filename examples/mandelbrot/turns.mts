// How many turns z = z² + c takes to leave the circle of radius 2: a point of the Mandelbrot set never does.

export const WIDTH = 1200
export const HEIGHT = 800
export const MOST = 200

/** The turns of pixel `i`, counted from the top left, row by row. The view: -2.1 to 0.9, and -1 to 1. */
export function turns(i: number): number {
  const re = -2.1 + (3 * (i % WIDTH)) / WIDTH
  const im = -1 + (2 * Math.floor(i / WIDTH)) / HEIGHT
  let x = 0
  let y = 0
  for (let turn = 0; turn < MOST; turn++) {
    const xx = x * x
    const yy = y * y
    if (xx + yy > 4) return turn
    y = 2 * x * y + im
    x = xx - yy + re
  }
  return MOST
}
