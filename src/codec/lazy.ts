/**
 * The encoder, for those who may never need it: in a build it comes with the workers engine (`tsdown.config.ts`).
 */
import { encode } from './encode'

/** The function. */
export function encoder(): typeof encode {
  return encode
}
