/**
 * What the build puts into `dist/workers.cjs`, which is read when the first of it is needed; the doors to it are the files
 * named `lazy.ts` in the folders of its parts.
 */
export { encode } from '../codec/encode'
export { WorkersEngine } from '../engine/workers/engine'
export { importedAs } from '../function/module-references'
export { isReload } from '../function/reloaded'
export { refuseSelfNames } from '../function/self-names'
