/**
 * The longest time that Node's timers take, in milliseconds; past it they overflow, and then fire at once.
 */
export const LONGEST_TIMER: number = 2 ** 31 - 1
