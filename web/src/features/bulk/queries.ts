import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, type Schemas, value } from '@/api/client'
import type { Result, State } from './search'

export type Bulk = Schemas['BulkOperation']
export type NewBulk = Schemas['NewBulk']
export type BulkItem = Schemas['BulkItem']

export const bulkKeys = {
  all: ['bulk'] as const,
  list: ['bulk', 'list'] as const,
  one: (id: number) => ['bulk', id] as const,
}

/** How often a run is looked at when nobody tells of its changes. */
const pace = 2000

export function bulkPages(state: State | undefined) {
  return infiniteQueryOptions({
    queryKey: [...bulkKeys.list, state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(state ? { state } : {}), ...(pageParam ? { cursor: pageParam } : {}) }
      return value(client.GET('/api/v1/bulk-operations', { params: { query }, signal }))
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.items.some((op) => op.state === 'running')) ? pace : false,
  })
}

export function oneBulk(id: number) {
  return queryOptions({
    queryKey: bulkKeys.one(id),
    queryFn: ({ signal }) => value(client.GET('/api/v1/bulk-operations/{id}', { params: { path: { id } }, signal })),
    refetchInterval: ({ state: { data } }) => (data?.state === 'running' ? pace : false),
  })
}

/** What became of each object, in one state or in all. */
export function bulkItems(id: number, result: Result | undefined, running: boolean) {
  return infiniteQueryOptions({
    queryKey: [...bulkKeys.one(id), 'items', result],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: 50, ...(result ? { state: result } : {}), ...(pageParam ? { cursor: pageParam } : {}) }
      return value(client.GET('/api/v1/bulk-operations/{id}/items', { params: { path: { id }, query }, signal }))
    },
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    refetchInterval: running ? pace * 2 : false,
  })
}

/** What an operation would do and leave out, before anything happens (BLK-2). */
export function bulkPreview(wish: NewBulk) {
  return queryOptions({
    queryKey: ['bulk-preview', wish],
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => value(client.POST('/api/v1/bulk-operations/preview', { body: wish, signal })),
  })
}
