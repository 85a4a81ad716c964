/**
 * The codec: values cross to another thread as themselves, or are refused with the path of what cannot (rule 6).
 */
export { decode, type Pending } from './decode'
export { encode, encodeThrown } from './encode'
export { type Encoded, LATER } from './format'
export { isPlain } from './plain'
export { formatPath, type Key, Refusal } from './refusal'
