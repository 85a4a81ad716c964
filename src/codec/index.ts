/**
 * The codec: values cross to another thread as themselves, or are refused with the path of what cannot (rule 6).
 */
export { addClass, classNamed, registeredName, setClassBorder } from './classes'
export { decode, type Pending } from './decode'
export { encode, encodeThrown } from './encode'
export { sendToPool } from './encoder'
export { type Encoded, LATER } from './format'
export { isLost } from './kinds'
export { transferList } from './moves'
export { isPlain } from './plain'
export { errorAtHome } from './realm'
export { formatPath, type Key, Refusal } from './refusal'
export { type AnyClass, type Registration, state } from './registry'
export {
  encodedShare,
  forgetShare,
  isReleased,
  isSharedValue,
  receiveShare,
} from './shares'
export { cutStrings, type JoinedStrings, joinStrings } from './strings'
