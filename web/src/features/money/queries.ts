import { infiniteQueryOptions, useQuery } from '@tanstack/react-query'
import { client, type Schemas, value } from '@/api/client'
import { useLive } from '@/api/live'

export type Decision = Schemas['DecisionLine']

export const moneyKeys = { all: ['decisions'] as const, count: ['decisions', 'count'] as const }

/** The open questions, the oldest first; or what was decided, the newest first. */
export function decisions(state: 'open' | 'closed') {
  return infiniteQueryOptions({
    queryKey: [...moneyKeys.all, 'list', state],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/decisions', {
          params: { query: { state, newest: state === 'closed', ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}

/** How many questions are open, for the side bar. */
export function useOpenDecisions(): number {
  useLive(['decisions'], [moneyKeys.all])
  const { data } = useQuery({
    queryKey: moneyKeys.count,
    queryFn: async ({ signal }) => (await value(client.GET('/api/v1/decisions/count', { signal }))).open,
    staleTime: 30_000,
    refetchInterval: 120_000,
  })
  return data ?? 0
}
