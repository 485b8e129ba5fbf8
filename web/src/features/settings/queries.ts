import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, type Schemas, value, versioned } from '@/api/client'
import { notifyFault } from '@/ui/notify'

export const settingKeys = {
  account: ['settings', 'account'],
  mail: ['settings', 'mail'],
  offers: ['offers'],
  products: ['products'],
  boards: ['boards'],
  reasons: ['refusal-reasons'],
  staff: ['staff'],
  tokens: ['tokens'],
  audit: ['audit'],
} as const

export const account = queryOptions({
  queryKey: settingKeys.account,
  queryFn: ({ signal }) => versioned(client.GET('/api/v1/settings', { signal })),
})

export const mail = queryOptions({
  queryKey: settingKeys.mail,
  queryFn: ({ signal }) => value(client.GET('/api/v1/settings/mail', { signal })),
})

/** All pages of a list that is short enough to be shown whole. */
async function whole<T>(page: (cursor?: string) => Promise<{ items: T[]; next?: string }>): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | undefined; ; ) {
    const { items, next } = await page(cursor)
    all.push(...items)
    if (!next) return all
    cursor = next
  }
}

const pageQuery = (cursor?: string) => ({ limit: 200, ...(cursor ? { cursor } : {}) })

/** Every offer, archived ones too. */
export const allOffers = queryOptions({
  queryKey: [...settingKeys.offers, 'whole'],
  queryFn: ({ signal }) =>
    whole((cursor) =>
      value(client.GET('/api/v1/offers', { params: { query: { archived: true, ...pageQuery(cursor) } }, signal })),
    ),
})

export function offer(id: number) {
  return queryOptions({
    queryKey: [...settingKeys.offers, id],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/offers/{id}', { params: { path: { id } }, signal })),
  })
}

/** Every product, archived ones too. */
export const allProducts = queryOptions({
  queryKey: [...settingKeys.products, 'whole'],
  queryFn: ({ signal }) =>
    whole((cursor) =>
      value(client.GET('/api/v1/products', { params: { query: { archived: true, ...pageQuery(cursor) } }, signal })),
    ),
})

export function product(id: number) {
  return queryOptions({
    queryKey: [...settingKeys.products, id],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/products/{id}', { params: { path: { id } }, signal })),
  })
}

export function board(id: number) {
  return queryOptions({
    queryKey: [...settingKeys.boards, id],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/boards/{id}', { params: { path: { id } }, signal })),
  })
}

/** Every refusal reason, archived ones too, in their order. */
export const allReasons = queryOptions({
  queryKey: [...settingKeys.reasons, 'whole'],
  queryFn: async ({ signal }) =>
    (await value(client.GET('/api/v1/refusal-reasons', { params: { query: { archived: true } }, signal }))).items,
})

export const staff = queryOptions({
  queryKey: settingKeys.staff,
  queryFn: async ({ signal }) => (await value(client.GET('/api/v1/staff', { signal }))).items,
})

export function person(id: number) {
  return queryOptions({
    queryKey: [...settingKeys.staff, id],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/staff/{id}', { params: { path: { id } }, signal })),
  })
}

export function grants(id: number) {
  return queryOptions({
    queryKey: [...settingKeys.staff, id, 'grants'],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/staff/{id}/grants', { params: { path: { id } }, signal }))).items,
  })
}

export const roles = queryOptions({
  queryKey: ['roles'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async () => (await value(client.GET('/api/v1/roles'))).items,
})

export function tokens(person: number) {
  return queryOptions({
    queryKey: [...settingKeys.tokens, person],
    queryFn: async ({ signal }) =>
      (await value(client.GET('/api/v1/staff/{id}/tokens', { params: { path: { id: person } }, signal }))).items,
  })
}

export type AuditEntry = Schemas['AuditEntry']
export type AuditFilter = NonNullable<import('@/api/generated/schema').operations['list-audit']['parameters']['query']>

/** What people did, the newest first. */
export function auditPages(wish: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: [...settingKeys.audit, wish],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      value(
        client.GET('/api/v1/audit', {
          params: { query: { ...wish, limit: 60, ...(pageParam ? { cursor: pageParam } : {}) } },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next,
  })
}

/**
 * A change of the settings that stands in no form: what it affects is asked for
 * again. What is refused is said in a corner, unless the caller shows it beside a field.
 */
export function useAct<W, R>(
  act: (wish: W) => Promise<R>,
  affects: readonly (readonly unknown[])[],
  options: { done?: (result: R) => void; quiet?: boolean } = {},
) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: act,
    onSuccess: (result) => options.done?.(result),
    onError: (error) => {
      if (!options.quiet) notifyFault(error)
    },
    onSettled: () => {
      for (const queryKey of affects) void queries.invalidateQueries({ queryKey })
    },
  })
}
