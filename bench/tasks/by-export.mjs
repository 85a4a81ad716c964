// For piscina and tinypool: tasks are named exports.
export * from './functions.mjs'
export default (x) => x * 2
