import { infiniteQueryOptions, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { client, type Schemas, value, versioned } from '@/api/client'
import { ApiError } from '@/api/problem'
import { notifyFault } from '@/ui/notify'

export type Card = Schemas['OrderCard']
export type Automation = Schemas['Automation']

const key = (id: number) => ['order', id] as const

/** The card with its version. */
export function orderCard(id: number) {
  return queryOptions({
    queryKey: [...key(id), 'card'],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/orders/{id}', { params: { path: { id } }, signal })),
  })
}

/** How many of the newest entries of its history a card has at most. */
const inCard = 100

/** Whether the history began before what the card has of it. */
export function goesFurther({ history }: Pick<Card, 'history'>): boolean {
  return history.length >= inCard && history[0]?.kind !== 'created'
}

/** The history in pages, the newest first: what the card has, and as much again. */
export function orderHistory(id: number) {
  return infiniteQueryOptions({
    queryKey: [...key(id), 'history'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/orders/{id}/history', {
          params: {
            path: { id },
            query: { newest: true, limit: 2 * inCard, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}

/** What will happen to the order by itself. */
export function orderAutomation(id: number) {
  return queryOptions({
    queryKey: [...key(id), 'automation'],
    queryFn: ({ signal }) => value(client.GET('/api/v1/orders/{id}/automation', { params: { path: { id } }, signal })),
  })
}

/** The names behind the ids of histories and managers. */
export function useColleagues(): Schemas['Colleague'][] {
  const people = useQuery({
    queryKey: ['colleagues'],
    staleTime: 60_000,
    queryFn: async () => (await value(client.GET('/api/v1/colleagues'))).items,
  })
  return people.data ?? []
}

/** Refusal reasons, in their order (ST-11). */
export function useReasons(): Schemas['RefusalReason'][] {
  const reasons = useQuery({
    queryKey: ['refusal-reasons'],
    staleTime: 60_000,
    queryFn: async () => (await value(client.GET('/api/v1/refusal-reasons'))).items,
  })
  return reasons.data ?? []
}

/**
 * A change of the order: afterwards everything about it is asked for again. What
 * the API refuses is said, unless the caller shows it beside a field. A form that
 * gives the version of the card is about the card on which it was opened: what
 * others change meanwhile comes by itself, but is a conflict first. Who sends again
 * sends over what the warning told of, and over nothing later.
 */
export function useChange<W>(
  id: number,
  change: (wish: W, version: string) => Promise<unknown>,
  options: { quiet?: boolean; done?: () => void; etag?: string } = {},
) {
  const queries = useQueryClient()
  const known = useRef(options.etag ?? '*')
  return useMutation({
    mutationFn: (wish: W) => change(wish, known.current),
    onSuccess: () => options.done?.(),
    onError: (error) => {
      if (error instanceof ApiError) known.current = error.present ?? known.current
      if (!options.quiet) notifyFault(error)
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: key(id) })
      void queries.invalidateQueries({ queryKey: ['orders'] })
    },
  })
}
