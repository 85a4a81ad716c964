/**
 * What Python and other pools call an option, and what stands for it here: for the message of an unknown option.
 */

/** By the name without underscores, in small letters. Names that differ in no more than that need no entry. */
const OF_POOLS: { readonly [name: string]: string } = {
  size: 'processes',
  poolsize: 'processes',
  workers: 'processes',
  maxworkers: 'processes',
  numworkers: 'processes',
  threads: 'processes',
  maxthreads: 'processes',
  numthreads: 'processes',
  njobs: 'processes',
  minthreads: 'minProcesses',
  minworkers: 'minProcesses',
  queuesize: 'maxQueue',
  maxqueuesize: 'maxQueue',
  concurrenttasksperworker: 'concurrency',
  tasksperworkerlimit: 'maxTasksPerChild',
  workerdata: 'initargs',
}

const OF_CALLS: { readonly [name: string]: string } = {
  abortsignal: 'signal',
  batchsize: 'chunkSize',
  highwatermark: 'bufferSize',
  onprogressupdate: 'onProgress',
}

/** What has no option of its own. */
const ADVICE: { readonly [name: string]: string } = {
  filename: 'Pass functions to the methods; for those of a module see pool.module(url).',
  context: 'Workers are threads; there is nothing to choose.',
  mpcontext: 'Workers are threads; there is nothing to choose.',
  transferlist: 'Wrap what is to be transferred: move(value).',
  ordered: 'Results in any order come from imapUnordered.',
  kwds: 'Pass an object as the last argument.',
}

/** The option of `known` that was meant by another name; undefined where none is. */
export function optionBehind(key: string, known: Iterable<string>): string | undefined {
  const plain = plainName(key)
  const other = of(OF_POOLS, plain) ?? of(OF_CALLS, plain)
  for (const name of known) if (name === other || plainName(name) === plain) return name
  return undefined
}

/** A sentence on what to do instead; undefined where nothing is known. */
export function adviceOn(key: string): string | undefined {
  return of(ADVICE, plainName(key))
}

function plainName(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}

/** Keys are the user's: `constructor` is none of ours. */
function of(table: { readonly [name: string]: string }, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
