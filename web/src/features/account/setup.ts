import { queryOptions } from '@tanstack/react-query'
import { client, value } from '@/api/client'

/** Whether the installation has its first owner, and whose it is. */
export const setup = queryOptions({
  queryKey: ['setup'],
  queryFn: () => value(client.GET('/api/v1/setup')),
  staleTime: 60_000,
})
