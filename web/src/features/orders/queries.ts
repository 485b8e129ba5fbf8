import { infiniteQueryOptions } from '@tanstack/react-query'
import { client, value } from '@/api/client'
import type { OrderSearch } from './search'

/** Pages of the order list, newest first unless the search says otherwise. */
export function orderPages(search: OrderSearch) {
  return infiniteQueryOptions({
    queryKey: ['orders', 'list', search],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/orders', {
          params: { query: { ...search, limit: 50, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}
