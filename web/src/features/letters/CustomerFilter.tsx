import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'

type Customer = Pick<Schemas['Customer'], 'id' | 'name' | 'email'>

const called = (c: Customer) => (c.name ? `${c.name} · ${c.email}` : c.email)

/** One customer, found by name, e-mail or phone. */
export function CustomerFilter({
  chosen,
  choose,
}: {
  chosen: number | undefined
  choose: (id: number | undefined) => void
}) {
  const { t } = useTranslation('letters')
  const [words, setWords] = useState('')
  const [wanted] = useDebouncedValue(words.trim(), 200)
  const known = useQuery({
    queryKey: ['customers', chosen],
    enabled: chosen !== undefined,
    queryFn: () => value(client.GET('/api/v1/customers/{id}', { params: { path: { id: chosen ?? 0 } } })),
  })
  const found = useQuery({
    queryKey: ['customers', 'search', wanted],
    enabled: wanted.length > 1,
    queryFn: ({ signal }) =>
      value(client.GET('/api/v1/customers', { params: { query: { search: wanted, limit: 8 } }, signal })),
  })
  const people = new Map<number, Customer>((found.data?.items ?? []).map((c) => [c.id, c]))
  if (known.data && chosen) people.set(chosen, known.data)
  return (
    <Select
      aria-label={t('filter.customer')}
      placeholder={t('filter.customer')}
      leftSection={<IconUser size={16} aria-hidden />}
      data={[...people.values()].map((c) => ({ value: String(c.id), label: called(c) }))}
      filter={({ options }) => options}
      nothingFoundMessage={wanted.length > 1 && found.isSuccess ? t('filter.nobody') : undefined}
      searchable
      clearable
      value={chosen ? String(chosen) : null}
      onSearchChange={setWords}
      onChange={(id) => choose(id ? Number(id) : undefined)}
      flex={{ base: '1 1 0', sm: '0 1 240px' }}
    />
  )
}
