import { queryOptions, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useColleagues, useReasons } from '@/features/order/queries'
import { boards } from '@/features/orders/queries'

export type Field = Schemas['SegmentField']
export type Relation = Schemas['SegmentRelation']
export type Operator = Field['operators'][number]
export type Reference = NonNullable<Field['refers']>

/** What a rule may be about. */
export const subjects = ['customer', 'order', 'purchase', 'payment'] as const
export type Subject = (typeof subjects)[number]

/** What rules may ask of each kind of object, with titles in one language. */
export type Registry = Map<string, Schemas['SegmentObject']>

export function segmentSchema(language: string) {
  return queryOptions({
    queryKey: ['segment-schema', language],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async (): Promise<Registry> => {
      const { items } = await value(client.GET('/api/v1/segments/schema'))
      return new Map(items.map((object) => [object.object, object]))
    },
  })
}

export function useRegistry() {
  return useQuery(segmentSchema(useTranslation().i18n.language))
}

export function fieldOf(registry: Registry, name: string): Field | undefined {
  return registry.get(name.split('.')[0] ?? '')?.fields.find((f) => f.name === name)
}

export function relationIn(registry: Registry, object: string, name: string): Relation | undefined {
  return registry.get(object)?.relations.find((r) => r.name === name)
}

/** Something that an id may name. */
export interface Named {
  id: number
  title: string
  group?: string
}

/** The titles of everything that ids of rules may name. */
export type References = Record<Reference, Named[]>

export const everyOffer = queryOptions({
  queryKey: ['offers', 'every'],
  staleTime: 60_000,
  queryFn: async () => (await value(client.GET('/api/v1/offers', { params: { query: { limit: 200 } } }))).items,
})

const everyProduct = queryOptions({
  queryKey: ['products', 'every'],
  staleTime: 60_000,
  queryFn: async () => (await value(client.GET('/api/v1/products', { params: { query: { limit: 200 } } }))).items,
})

/** What ids name, for choices and for sentences. */
export function useReferences(): References {
  const staff = useColleagues()
  const reasons = useReasons()
  const places = useQuery(boards).data ?? []
  return {
    offer: (useQuery(everyOffer).data ?? []).map(titled),
    product: (useQuery(everyProduct).data ?? []).map(titled),
    board: places.map(titled),
    stage: places.flatMap((board) => board.stages.map((s) => ({ ...titled(s), group: board.title }))),
    refusal_reason: reasons.map(({ id, name }) => ({ id, title: name })),
    staff: staff.map(({ id, name }) => ({ id, title: name })),
  }
}

function titled({ id, title }: { id: number; title: string }): Named {
  return { id, title }
}

/** The currency of sums when the rule does not name one: that of most offers. */
export function useUsualCurrency(): string {
  const offers = useQuery(everyOffer).data ?? []
  const counts = new Map<string, number>()
  for (const { currency } of offers) counts.set(currency, (counts.get(currency) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'RUB'
}
