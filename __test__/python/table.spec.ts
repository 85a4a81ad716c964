/**
 * The tables of docs/python.md: every test of Python's is in them, every test of ours that they name exists, and no test of
 * ours that is named after one of Python's is missing there.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const text = readFileSync(join(HERE, '../../docs/python.md'), 'utf8')

/** CPython's tests of Pool and shared memory, and those of the sharedmem package, that have an answer here. */
const ANSWERED = {
  _TestPool: `test_apply test_map test_starmap test_starmap_async test_map_async test_map_async_callbacks test_map_unplicklable
    test_map_chunksize test_map_handle_iterable_exception test_async test_async_timeout test_imap
    test_imap_handle_iterable_exception test_imap_unordered test_imap_unordered_handle_iterable_exception test_make_pool
    test_terminate test_empty_iterable test_context test_traceback test_wrapped_exception test_map_no_failfast
    test_release_task_refs test_enter test_resource_warning test_imap_and_imap_unordered_when_buffer_is_full
    test_imap_and_imap_unordered_with_buffersize_when_buffer_is_full test_imap_and_imap_unordered_with_buffersize`,
  _TestPoolWorkerErrors: 'test_async_error_callback test_unpickleable_result',
  _TestPoolWorkerLifetime: `test_pool_worker_lifetime test_pool_worker_lifetime_early_close
    test_pool_maxtasksperchild_invalid test_worker_finalization_via_atexit_handler_of_multiprocessing`,
  'start and size':
    'test_pool_initializer test_release_unused_processes test_pool_in_process test_large_pool',
  _TestValue: 'test_value test_rawvalue test_getobj_getlock test_invalid_typecode',
  _TestArray: 'test_array test_rawarray test_array_from_size test_getobj_getlock_obj',
  _TestSharedCTypes: 'test_sharedctypes test_synchronize test_copy',
  _TestHeap: 'test_heap test_free_from_gc',
  _TestSharedMemory: `test_shared_memory_basics test_invalid_shared_memory_creation test_shared_memory_pickle_unpickle
    test_shared_memory_pickle_unpickle_dead_object test_shared_memory_across_processes
    test_shared_memory_cleaned_after_process_termination`,
  sharedmem: `test_create test_scalar test_parallel_process test_background test_background_raise test_killed
    test_unpicklable_raise test_picklable_raise test_memory_pickle test_memory_reshaped test_memory_zero test_memory_type
    test_local test_ordered test_critical test_sum test_wordcount`,
}

/** Those that have none: there is nothing here that they could test. */
const UNANSWERED = `test_manager_initializer test_pool test_flushing test_queue_in_process
  test_shared_memory_name_with_embedded_null test_shared_memory_recreate test_shared_memory_SharedMemoryManager_basics
  test_shared_memory_ShareableList_basics test_shared_memory_ShareableList_pickling
  test_shared_memory_ShareableList_pickling_dead_object test_memory_reversed`

const words = (list: string): string[] => list.trim().split(/\s+/)

interface Row {
  readonly python: string
  readonly here: string
  readonly file: string
  readonly ours: readonly string[]
  readonly differences: string
}

const rows = text
  .split('\n')
  .filter((line) => line.startsWith('| `test_'))
  .map((line): Row => {
    const [, python = '', here = '', ours = '', differences = ''] = line
      .split('|')
      .map((cell) => cell.trim())
    const [file = '', ...names] = [...ours.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
    return { python: /^`(\w+)/.exec(python)?.[1] ?? '', here, file, ours: names, differences }
  })

const sources = new Map(
  readdirSync(HERE)
    .filter((file) => file.endsWith('.spec.ts') && file !== 'table.spec.ts')
    .map((file) => [file, readFileSync(join(HERE, file), 'utf8')]),
)

/** The titles of tests and groups that are named after one of Python's. `test_array: %s` is `test_array`. */
function titles(source: string): string[] {
  const called = source.matchAll(/\(\s*'(test_[^':]+)/g)
  return [...called].map(([, title = '']) => title)
}

test('the tables have a row for each test, and no others', () => {
  const answered = Object.values(ANSWERED).flatMap(words)
  expect(rows.map(({ python }) => python).sort()).toEqual(
    [...answered, ...words(UNANSWERED)].sort(),
  )
  for (const { python, here } of rows) {
    expect(here, python).toMatch(words(UNANSWERED).includes(python) ? /^no$/ : /^(yes|adapted)$/)
  }
})

test.each(Object.entries(ANSWERED))('%s: each row names tests of ours that exist', (_, names) => {
  for (const name of words(names)) {
    const row = rows.find(({ python }) => python === name)
    expect(row?.ours.length, name).toBeGreaterThan(0)
    const there = titles(sources.get(row?.file ?? '') ?? '')
    for (const title of row?.ours ?? []) expect(there, name).toContain(title)
    // Ours has the name of Python's.
    expect(row?.ours).toContain(name)
    if (row?.here === 'adapted') {
      expect(row.differences, name).not.toBe('')
    }
  }
})

describe('the other way round', () => {
  test.each([...sources])(
    'every test of %s that has a name of Python’s is in the table',
    (file, source) => {
      const named = rows.filter((row) => row.file === file).flatMap(({ ours }) => ours)
      for (const title of titles(source)) expect(named).toContain(title)
    },
  )

  test('what has no answer says why', () => {
    for (const name of words(UNANSWERED)) {
      const row = rows.find(({ python }) => python === name)
      expect(row?.ours, name).toEqual([])
      expect(row?.differences, name).not.toBe('')
    }
  })
})
