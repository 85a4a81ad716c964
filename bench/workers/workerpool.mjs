// For workerpool: tasks are registered methods.
import workerpool from 'workerpool'
import { overClone, overShared } from './kernels.mjs'

workerpool.worker({ overClone, overShared })
