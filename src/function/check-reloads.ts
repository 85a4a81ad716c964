/**
 * Lets `registerClass` know a class that was loaded once more. Apart from it, as the worker's half has it, too, and cannot ask
 * for files.
 */
import { setReloadCheck } from '../register'
import { reloadChecker } from './lazy'

setReloadCheck((one, other) => reloadChecker()(one, other))
