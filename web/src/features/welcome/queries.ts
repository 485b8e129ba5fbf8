import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { client, value } from '@/api/client'
import { ApiError } from '@/api/problem'
import { meKey } from '@/app/session'
import { slugOf } from '@/features/sales/slug'

export const welcomeKey = ['welcome'] as const

/** How far the school is: what exists already. One with several orders works, and none of them is its first. */
export const progress = queryOptions({
  queryKey: [...welcomeKey, 'progress'],
  queryFn: async ({ signal }) => {
    const one = { params: { query: { limit: 1 } }, signal }
    const [offers, processes, orders] = await Promise.all([
      value(client.GET('/api/v1/offers', one)),
      value(client.GET('/api/v1/processes', { params: { query: { limit: 50 } }, signal })),
      value(client.GET('/api/v1/orders', { params: { query: { limit: 2 } }, signal })),
    ])
    return {
      offer: offers.items[0],
      process: processes.items.find((p) => p.state === 'active'),
      order: orders.items[0],
      works: orders.items.length > 1,
    }
  },
})

/** The first order with its payment link, asked again until it is paid. */
export const firstOrder = (id: number) =>
  queryOptions({
    queryKey: [...welcomeKey, 'order', id],
    queryFn: ({ signal }) => value(client.GET('/api/v1/orders/{id}', { params: { path: { id } }, signal })),
    refetchInterval: (query) => (query.state.data?.paid_in_full ? false : 2_000),
  })

export const demo = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => value(client.GET('/api/v1/demo', { signal })),
  refetchInterval: (query) => (query.state.data?.state === 'starting' ? 1_000 : false),
})

/** A step of the way; afterwards it is asked how far the school is. */
export function useStep<W>(step: (wish: W) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: step,
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: welcomeKey })
      void queries.invalidateQueries({ queryKey: ['offers'] })
      void queries.invalidateQueries({ queryKey: meKey })
    },
  })
}

/** Something to sell: a product, and an offer that sells it. */
export async function createOffer({ title, price, currency }: { title: string; price: number; currency: string }) {
  const product = await value(client.POST('/api/v1/products', { body: { title } }))
  const code = slugOf(title) || `offer-${product.id}`
  const offer = (as: string) =>
    value(client.POST('/api/v1/offers', { body: { code: as, title, currency, price, product_ids: [product.id] } }))
  try {
    await offer(code)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'already_exists') throw error
    await offer(`${code}-${product.id}`)
  }
}

/** Reminders of unpaid orders, published. */
export async function startReminders() {
  const process = await value(client.POST('/api/v1/processes', { body: { template: 'unpaid_reminders' } }))
  await value(client.POST('/api/v1/processes/{id}/publish', { params: { path: { id: process.id } } }))
}

/** An order for the first offer. */
export async function placeOrder({ email, offer }: { email: string; offer: number }) {
  const order = { items: [{ offer_id: offer }], duplicate: 'reuse' as const, manual: true }
  await value(client.POST('/api/v1/orders', { body: { ...order, customer_id: await customerOf(email) } }))
}

async function customerOf(email: string): Promise<number> {
  try {
    return (await value(client.POST('/api/v1/customers', { body: { email } }))).id
  } catch (error) {
    const known = error instanceof ApiError && error.code === 'already_exists' ? error.params.id : undefined
    if (typeof known === 'number') return known
    throw error
  }
}
