// Python's own pool and its numeric libraries, in one long-lived Python process that answers on its standard output;
// it times itself, so that the pipe between us costs nothing.
import { spawn, spawnSync } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const COMMAND = process.env.PYTHON ?? 'python3'

/** Starts the Python side, or resolves to undefined where there is no python3, or none with these modules. */
export async function startPython(script = 'peers.py', args = [], modules = ['sys']) {
  if (spawnSync(COMMAND, ['-c', `import ${modules.join()}`]).status !== 0) return undefined
  const path = fileURLToPath(new URL(script, import.meta.url))
  const child = spawn(COMMAND, [path, ...args], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ask = async (request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`)
    const { value, done } = await lines.next()
    if (done) throw new Error('the Python side ended')
    return JSON.parse(value)
  }
  const { versions, contenders } = await ask({ ask: 'hello' })
  return {
    versions,
    /** Names of the libraries found. */
    contenders,
    ask,
    close: () => child.stdin.end(),
  }
}

/** Rows of the libraries for one workload at one size. */
export function pythonContenders(python, { workload, input }) {
  return python.contenders.map((name) => ({
    name,
    timed: async (count) =>
      (await python.ask({ ask: 'time', name, workload, n: input.length, count })).ms,
  }))
}

export const CPYTHON_POOL = 'CPython Pool(2).map(sqrt, range(100))'

export function cpythonPool(python) {
  return {
    name: CPYTHON_POOL,
    timed: async (count) => (await python.ask({ ask: 'pool', count })).ms,
  }
}
