// The numbers that inputs, captures and literals are made of: those at which implementations differ, and ordinary ones.

const TWO_31 = 2 ** 31
const TWO_32 = 2 ** 32
const TWO_53 = 2 ** 53

/** Values at the edges of number formats, conversions and of the domains of Math's functions. */
const SPECIALS = [
  0,
  -0,
  Number.NaN,
  Infinity,
  -Infinity,
  5e-324,
  -5e-324,
  1e-310,
  -2.225073858507201e-308,
  2.2250738585072014e-308,
  -2.2250738585072014e-308,
  TWO_31 - 1,
  TWO_31 - 0.5,
  TWO_31,
  TWO_31 + 1,
  -TWO_31 + 1,
  -TWO_31,
  -TWO_31 - 1,
  TWO_32 - 1,
  TWO_32,
  TWO_32 + 1,
  -TWO_32,
  -TWO_32 - 1,
  2 ** 51,
  2 ** 52 - 0.5,
  2 ** 52 + 1,
  TWO_53 - 1,
  TWO_53,
  -TWO_53 + 1,
  -TWO_53,
  2 ** 63,
  -(2 ** 63) - 2048,
  1e22,
  1.7976931348623157e308,
  -1.7976931348623157e308,
  0.49999999999999994,
  0.5,
  -0.5,
  1.5,
  2.5,
  -2.5,
  1 - 2 ** -53,
  1 + 2 ** -52,
  709.782712893384,
  -745.1332191019411,
  Math.PI,
  -Math.PI / 2,
  // Around the largest and the smallest normal numbers of 32 and 16 bits.
  3.4028235677973366e38,
  1.401298464324817e-45,
  1.1754943508222875e-38,
  65504,
  65519.99999999999,
  65520,
  2 ** -24,
  // Beside the middle of two neighbours of 16 bits, by less than 32 bits show.
  1 + 2 ** -11 + 2 ** -40,
  -1 - 3 * 2 ** -11 + 2 ** -40,
  2049 + 2 ** -30,
  2 ** -25 + 2 ** -60,
]

/** Both zeros: what tells them apart is rarely asked, and often wrong. */
const ZEROS = [0, -0]

const SPECIAL_SET = new Set(SPECIALS.filter((x) => x !== 0))

/** Whether a value is one of the special ones. */
export function isSpecial(value) {
  return (
    value === 0 ||
    SPECIAL_SET.has(value) ||
    (Math.abs(value) < 2.2250738585072014e-308 && typeof value === 'number')
  )
}

const bits = new DataView(new ArrayBuffer(8))

/** A number of any kind; `special` is the share of special ones. */
export function anyNumber(random, special = 0.25) {
  if (random.chance(special)) return random.pick(random.chance(0.15) ? ZEROS : SPECIALS)
  switch (random.below(10)) {
    case 0:
    case 1:
    case 2:
      return random.between(-20, 20)
    case 3:
      return random.between(-20, 20) / 2
    case 4:
    case 5:
      return (random.unit() - 0.5) * 20
    case 6:
      return (random.chance(0.5) ? 1 : -1) * 2 ** ((random.unit() - 0.5) * 120)
    case 7:
      return random.bits() | 0
    case 8:
      return random.unit()
    default:
      bits.setUint32(0, random.bits())
      bits.setUint32(4, random.bits())
      return bits.getFloat64(0)
  }
}

/** A number that mostly keeps a result in sight: few zeros, no giants. */
export function tameNumber(random) {
  if (random.chance(0.15)) return random.pick(SPECIALS)
  return random.chance(0.5)
    ? random.between(-9, 12)
    : Math.round((random.unit() - 0.4) * 4000) / 256
}

/** A number as JS source that gives it back, in any place where an operand may stand. */
export function literal(value) {
  if (typeof value === 'boolean') return String(value)
  if (Object.is(value, -0)) return '(-0)'
  if (value === Infinity) return '(1 / 0)'
  if (value === -Infinity) return '(-1 / 0)'
  if (Number.isNaN(value)) return '(0 / 0)'
  return value < 0 ? `(${value})` : String(value)
}
