/**
 * The worker half: this file and what it imports are bundled into one string (`virtual:worker-entry`), which every
 * worker of a pool finds in its `workerData` and compiles.
 */
import { workerData } from 'node:worker_threads'
import type { Boot } from '../protocol'
import { start } from './start'

start((workerData as { readonly boot: Boot }).boot)
