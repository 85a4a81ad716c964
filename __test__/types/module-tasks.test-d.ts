/**
 * `pool.module<typeof import(…)>()` has the functions of the module, and nothing else of it.
 */
import { expectTypeOf, test } from 'vitest'
import { type ModuleTasks, Pool } from '../../src'

interface Exports {
  resize(file: string, width: number): Promise<Uint8Array>
  twice: (x: number) => number
  readonly version: string
  Image: new () => object
}

test('functions keep their types; other exports are no tasks', async () => {
  const pool = new Pool(1)
  const tasks = pool.module<Exports>('/tasks.js')
  expectTypeOf<keyof ModuleTasks<Exports>>().toEqualTypeOf<'resize' | 'twice'>()
  expectTypeOf(await pool.map(tasks.twice, [1])).toEqualTypeOf<number[]>()
  expectTypeOf(await pool.apply(tasks.resize, ['a', 1])).toEqualTypeOf<Uint8Array>()
  // @ts-expect-error - the task takes a number
  pool.map(tasks.twice, ['a'])
  // @ts-expect-error - no such export
  pool.map(tasks.nope, [1])
})

test('a module as TypeScript sees it', () => {
  const typed = new Pool(1).module<typeof import('../fixtures/module-tasks/typed')>('/typed.ts')
  expectTypeOf(typed.half).toEqualTypeOf<(x: number) => number>()
})
