// For piscina and tinypool: tasks are named exports.
export { overClone, overShared } from './kernels.mjs'
export default () => undefined
