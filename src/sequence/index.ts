/**
 * Sequences: the lazy ones of Python, and how any iterable becomes the data of a call.
 */
export { Range, range } from './range'
export { argumentsReader, isQuiet, itemReader, listOf, read, single, unpack } from './read'
export { assertIterable, enumerate, Zip, zip } from './zip'
