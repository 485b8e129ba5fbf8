import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, value } from '@/api/client'
import type { wishOf } from './search'
import type { OrderFilter } from './types'

export const orderKeys = { all: ['orders'] as const, views: ['order-views'] as const, board: ['board'] as const }

/** Pages of the order list, newest first unless the wish says otherwise. */
export function orderPages(wish: ReturnType<typeof wishOf>) {
  return infiniteQueryOptions({
    queryKey: [...orderKeys.all, 'list', wish],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/orders', {
          params: { query: { ...wish, limit: 60, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}

/** How many there are, and their sums. */
export function orderSummary(wish: OrderFilter) {
  return queryOptions({
    queryKey: [...orderKeys.all, 'summary', wish],
    queryFn: ({ signal }) => value(client.GET('/api/v1/orders/summary', { params: { query: wish }, signal })),
    placeholderData: keepPreviousData,
  })
}

export const orderViews = queryOptions({
  queryKey: orderKeys.views,
  queryFn: async () => (await value(client.GET('/api/v1/order-views'))).items,
  staleTime: 60_000,
})

export const boards = queryOptions({
  queryKey: ['boards'],
  queryFn: async () => (await value(client.GET('/api/v1/boards'))).items,
  staleTime: 60_000,
})

/** The columns of a board with their counts and sums. */
export function boardColumns(id: number, wish: OrderFilter) {
  return queryOptions({
    queryKey: [...orderKeys.board, id, 'columns', wish],
    queryFn: ({ signal }) =>
      value(client.GET('/api/v1/boards/{id}/columns', { params: { path: { id }, query: wish }, signal })),
    placeholderData: keepPreviousData,
  })
}

/** The cards of one column, those that changed last first. */
export function boardCards(id: number, stage: number, wish: OrderFilter) {
  return infiniteQueryOptions({
    queryKey: [...orderKeys.board, id, 'cards', stage, wish],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/boards/{id}/cards', {
          params: {
            path: { id },
            query: { ...wish, stage_id: stage, limit: 60, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}
