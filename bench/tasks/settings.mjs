// A module that tasks import from.
export const offset = 7
