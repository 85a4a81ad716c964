// Lengths of inputs: around the widths of vectors, groups of lanes (16) and blocks (128 to 512), where loops have edges.

const SHORT = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33]
const MIDDLE = [63, 64, 65, 127, 128, 129, 255, 256, 257]
const LONG = [383, 384, 385, 511, 512, 513, 527, 767, 1023, 1024, 1025, 1537]

export function anyLength(random) {
  const which = random.unit()
  if (which < 0.01) return 0
  if (which < 0.6) return random.pick(SHORT)
  if (which < 0.85) return random.pick(MIDDLE)
  return random.pick(LONG)
}
