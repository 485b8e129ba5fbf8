import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { client, type Schemas, value, versioned } from '@/api/client'
import { notifyFault } from '@/ui/notify'

export type CustomerLine = Schemas['CustomerLine']
export type Profile = Schemas['Profile']

export const customerKeys = {
  all: ['customers'] as const,
  one: (id: number) => ['customers', id] as const,
}

interface Filter {
  search?: string
  filter?: string
}

/** Pages of the base, the newest customers first. */
export function customerPages(wish: Filter) {
  return infiniteQueryOptions({
    queryKey: [...customerKeys.all, 'list', wish],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/customers', {
          params: { query: { ...wish, limit: 60, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })
}

/** How many there are. */
export function customerCount(wish: Filter) {
  return queryOptions({
    queryKey: [...customerKeys.all, 'count', wish],
    queryFn: ({ signal }) => value(client.GET('/api/v1/customers/count', { params: { query: wish }, signal })),
    placeholderData: keepPreviousData,
  })
}

/** Everything about one customer, with the version of their contacts. */
export function customerProfile(id: number) {
  return queryOptions({
    queryKey: [...customerKeys.one(id), 'profile'],
    queryFn: ({ signal }) =>
      versioned(client.GET('/api/v1/customers/{id}/profile', { params: { path: { id } }, signal })),
  })
}

/** What processes will do next for the customer. */
export function customerAutomation(id: number) {
  return queryOptions({
    queryKey: [...customerKeys.one(id), 'automation'],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/customers/{id}/automation', { params: { path: { id } }, signal }))).items,
  })
}

/** The customer's way through processes, the newest first. */
export function customerEnrollments(id: number) {
  return queryOptions({
    queryKey: [...customerKeys.one(id), 'enrollments'],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/enrollments', { params: { query: { customer_id: id, limit: 50 } }, signal })))
        .items,
  })
}

/** What the customer agreed to, the newest first. */
export function customerConsents(id: number) {
  return queryOptions({
    queryKey: [...customerKeys.one(id), 'consents'],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/customers/{id}/consents', { params: { path: { id } }, signal }))).items,
  })
}

/** The ledger of the deposit, the newest entries first. */
export function depositLedger(id: number) {
  return infiniteQueryOptions({
    queryKey: [...customerKeys.one(id), 'ledger'],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/customers/{id}/deposit-entries', {
          params: {
            path: { id },
            query: { newest_first: true, limit: 20, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}

/** A change of the customer: afterwards everything about them is asked for again. */
export function useCustomerChange<W, R>(
  id: number,
  change: (wish: W) => Promise<R>,
  options: { quiet?: boolean; done?: (result: R) => void } = {},
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: (result) => options.done?.(result),
    onError: (error) => {
      if (!options.quiet) notifyFault(error)
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: customerKeys.one(id) }),
  })
}
