import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'

type Line = Schemas['OrderLine']

/** The real order that a template is filled with; the newest when nobody chose. */
export function useSample(chosen: number | undefined) {
  const newest = useQuery({
    queryKey: ['orders', 'newest'],
    staleTime: 60_000,
    queryFn: async () =>
      (await value(client.GET('/api/v1/orders', { params: { query: { limit: 1 } } }))).items[0] ?? null,
  })
  return { id: chosen ?? newest.data?.id, newest: newest.data ?? undefined, none: newest.data === null }
}

export function OrderChoice({
  chosen,
  newest,
  choose,
}: {
  chosen: number | undefined
  newest: Line | undefined
  choose: (id: number) => void
}) {
  const { t } = useTranslation(['letters', 'order'])
  const [words, setWords] = useState('')
  const [wanted] = useDebouncedValue(words.trim(), 200)
  const found = useQuery({
    queryKey: ['orders', 'choice', wanted],
    queryFn: async ({ signal }) =>
      (
        await value(
          client.GET('/api/v1/orders', {
            params: { query: { limit: 8, ...(wanted ? { search: wanted } : {}) } },
            signal,
          }),
        )
      ).items,
  })
  const known = useQuery({
    queryKey: ['order', chosen, 'choice'],
    enabled: chosen !== undefined,
    queryFn: () => value(client.GET('/api/v1/orders/{id}', { params: { path: { id: chosen ?? 0 } } })),
  })
  const called = (o: Pick<Line, 'number' | 'customer'>) =>
    `${t('order:title', { number: o.number })} · ${o.customer.name || o.customer.email}`
  const orders = new Map((found.data ?? []).map((o) => [o.id, called(o)]))
  if (newest) orders.set(newest.id, called(newest))
  if (known.data) orders.set(known.data.id, called(known.data))
  return (
    <Select
      size="xs"
      aria-label={t('letters:editor.order')}
      data={[...orders].map(([id, label]) => ({ value: String(id), label }))}
      filter={({ options }) => options}
      searchable
      allowDeselect={false}
      value={chosen || newest ? String(chosen ?? newest?.id) : null}
      onSearchChange={(text) => setWords(text.includes('·') ? '' : text)}
      onChange={(id) => id && choose(Number(id))}
      w={{ base: '100%', xs: 260 }}
    />
  )
}
