// For workerpool: tasks are registered methods.
import workerpool from 'workerpool'
import * as functions from './functions.mjs'

workerpool.worker({ ...functions })
