import { queryOptions } from '@tanstack/react-query'
import { client, type Schemas, value, versioned } from '@/api/client'

export type SalesPage = Schemas['SalesPage']

export const salesKeys = { all: ['sales-pages'] as const, offers: ['offers', 'on-sale'] as const }

export const salesPages = queryOptions({
  queryKey: salesKeys.all,
  queryFn: async ({ signal }) =>
    (await value(client.GET('/api/v1/sales-pages', { params: { query: { limit: 200 } }, signal }))).items,
})

export const salesPage = (id: number) =>
  queryOptions({
    queryKey: [...salesKeys.all, id],
    queryFn: ({ signal }) => versioned(client.GET('/api/v1/sales-pages/{id}', { params: { path: { id } }, signal })),
  })

/** What can be sold now. */
export const offersOnSale = queryOptions({
  queryKey: salesKeys.offers,
  queryFn: async ({ signal }) =>
    (await value(client.GET('/api/v1/offers', { params: { query: { limit: 200 } }, signal }))).items,
})
