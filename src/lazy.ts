/**
 * What the build puts into `dist/workers.cjs`, which is read when the first of it is needed: the doors to it are
 * `engine/workers/lazy.ts` and `codec/lazy.ts`.
 */
export { encode } from './codec/encode'
export { WorkersEngine } from './engine/workers/engine'
