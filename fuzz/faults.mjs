// Miscompilations that the test build can be told to make (`NUMPOOL_TEST_MISCOMPILE=<name>`, feature `test-hooks`; in no
// release build): one at a time, each of a sort that a compiler of numeric code can have. The fuzzer must find them all.

/** @typedef {{ name: string, what: string, place: string, when?: () => boolean }} Fault */

/** Faults there are looked for with programs as machine code; with any other, the block machine runs. */
export const MACHINE_CODE = 'machine code'

/** @type {Fault[]} */
export const FAULTS = [
  {
    name: 'round-half',
    what: 'Math.round(x) is floor(x + 0.5): wrong for -0, -0.2, 0.49999999999999994',
    place: 'opcode',
  },
  {
    name: 'min-nan',
    what: 'Math.min(x, y) is x < y ? x : y: wrong for NaN and -0',
    place: 'opcode',
  },
  { name: 'max-zeros', what: 'Math.max(0, -0) is its second argument', place: 'opcode' },
  {
    name: 'to-int32-saturates',
    what: 'ToInt32 keeps to the range instead of modulo 2^32',
    place: 'opcode',
  },
  { name: 'ushr-signed', what: '>>> shifts the sign in', place: 'opcode' },
  { name: 'negated-comparison', what: '!(x < y) is y <= x: wrong with NaN', place: 'opcode' },
  { name: 'le-unordered', what: 'x <= y is true with NaN', place: 'step' },
  { name: 'rem-floored', what: '% has the sign of the divisor, and rounds', place: 'opcode' },
  { name: 'negated-integer', what: '-(x | 0) is an integer: 0 where it is -0', place: 'opcode' },
  { name: 'truthy-nan', what: 'NaN counts as true', place: 'opcode' },
  { name: 'imul-rounded', what: 'Math.imul by way of a product of doubles', place: 'opcode' },
  {
    name: 'hypot-order',
    what: 'Math.hypot sums from the last argument to the first',
    place: 'opcode',
  },
  {
    name: 'pow-sqrt',
    what: 'x ** 0.5 is Math.sqrt(x): wrong for -0 and -Infinity',
    place: 'opcode',
  },
  { name: 'flush-subnormals', what: 'products below the normal numbers are 0', place: 'opcode' },
  { name: 'fma', what: 'a * b + c with one rounding', place: 'step' },
  {
    name: 'cse-commutes',
    what: 'a - b and b - a are one computation',
    place: 'common expressions',
  },
  {
    name: 'cse-skipped',
    what: 'what a branch computed that was jumped over is used behind it',
    place: 'common expressions',
  },
  { name: 'commuted-subtraction', what: 'k - x is x - k', place: 'superinstructions' },
  { name: 'pair-order', what: 'a - (b * c) is (b * c) - a', place: 'superinstructions' },
  {
    name: 'polynomial-order',
    what: "two coefficients of Horner's rule swapped",
    place: 'superinstructions',
  },
  {
    name: 'pick-not-swapped',
    what: 'x !== y ? p : q is x === y ? p : q',
    place: 'superinstructions',
  },
  {
    name: 'fold-round',
    what: 'Math.round of a literal rounds halves away from zero',
    place: 'folding',
  },
  { name: 'fold-rem', what: '% of literals is not exact, and loses -0', place: 'folding' },
  {
    name: 'select-in-tail',
    what: 'a select swapped in lanes behind the last whole group',
    place: 'block machine',
  },
  {
    name: 'missing-tail-lane',
    what: 'the last item of some lengths is not stored',
    place: 'block machine',
  },
  {
    name: 'mask-last-lane',
    what: 'a call under a mask leaves out its last lane',
    place: 'block machine',
  },
  {
    name: 'skip-first-group',
    what: 'a branch is jumped over when 16 lanes do not need it',
    place: 'block machine',
  },
  {
    name: 'range-off-by-one',
    what: 'a range is one too far from its second block on',
    place: 'columns',
  },
  { name: 'zip-column', what: 'columns behind the second read the second', place: 'columns' },
  { name: 'boolean-as-number', what: 'a captured boolean is 1, and no mask', place: 'captures' },
  { name: 'stale-capture', what: 'captures keep the values of the first run', place: 'captures' },
  { name: 'clamped-half-up', what: 'Uint8ClampedArray rounds halves up', place: 'outputs' },
  { name: 'float32-truncates', what: 'Float32Array rounds toward zero', place: 'outputs' },
  {
    name: 'float16-rounds-twice',
    what: 'Float16Array rounds by way of float32',
    place: 'outputs',
    when: () => 'Float16Array' in globalThis,
  },
  {
    name: 'loop-runs-on',
    what: 'what a loop carries goes on changing for items that have left it',
    place: 'loops',
  },
  {
    name: 'loop-swap',
    what: 'where one carried value becomes another one, that has changed already',
    place: 'loops',
  },
  {
    name: 'lane-left-behind',
    what: 'of the items moved together in a loop, the last one keeps what it had before',
    place: 'loops',
  },
  { name: 'continue-breaks', what: '`continue` leaves the loop', place: 'loops' },
  {
    name: 'label-ignored',
    what: '`break` and `continue` with a label mean the innermost loop',
    place: 'loops',
  },
  { name: 'switch-no-fall', what: 'no case falls through into the next', place: 'loops' },
  {
    name: 'table-clamped',
    what: 'an index beyond a table reads the last item',
    place: 'tables',
  },
  { name: 'table-truncates', what: 'an index is rounded toward zero', place: 'tables' },
  { name: 'table-unsigned', what: 'items of an Int8Array are unsigned', place: 'tables' },
  {
    name: 'table-tail',
    what: 'lanes behind the last whole group read what the first one reads',
    place: 'tables',
  },
  {
    name: 'dynamic-scope',
    what: 'a called function sees the variables of its caller',
    place: 'functions',
  },
  { name: 'rest-one-late', what: 'a rest parameter misses its first', place: 'functions' },
  {
    name: 'first-return',
    what: 'what the first of two ways returns stands for both',
    place: 'functions',
  },
  {
    name: 'parts-reversed',
    what: '[x, y] = … takes the last value first',
    place: 'several values',
  },
  {
    name: 'parts-shared',
    what: 'the second part of [x, y] is the first',
    place: 'several values',
  },
  { name: 'code-le-unordered', what: 'x <= y is true with NaN', place: MACHINE_CODE },
  {
    name: 'code-min-order',
    what: 'Math.min asks in one order only: wrong for NaN, 0 and -0',
    place: MACHINE_CODE,
  },
  {
    name: 'code-shift-count',
    what: 'shifts by 32 and more give 0 or the sign',
    place: MACHINE_CODE,
  },
  {
    name: 'code-copy-mask',
    what: 'a choice asks the first vector of a strip for all of them',
    place: MACHINE_CODE,
  },
  {
    name: 'code-loop-mask',
    what: 'what a loop carries, computed in place, goes on changing for items that have left it',
    place: MACHINE_CODE,
  },
  {
    name: 'code-register-shared',
    what: 'a result takes the register of an operand that is read again',
    place: MACHINE_CODE,
  },
  {
    name: 'code-range-copies',
    what: 'each vector of a strip has the items of a range that the first one has',
    place: MACHINE_CODE,
  },
  {
    name: 'code-index-fraction',
    what: 'an index with a fraction reads the item beside it',
    place: MACHINE_CODE,
  },
  {
    name: 'code-tail-results',
    what: 'behind the last whole strip all results are the first one',
    place: MACHINE_CODE,
  },
]
