// For poolifier: tasks are functions of one worker object.
import { ThreadWorker } from 'poolifier'
import { overClone, overShared } from './kernels.mjs'

export default new ThreadWorker({ overClone, overShared })
