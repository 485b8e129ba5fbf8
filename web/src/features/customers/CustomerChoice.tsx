import { Alert, Button, Combobox, Group, Loader, Stack, Text, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'

type Customer = Schemas['Customer']

/** Who orders: somebody of the base, or somebody new. */
export type ChosenCustomer = { id: number } | { email: string; name: string; phone: string }

interface Props {
  value: ChosenCustomer | undefined
  onChange: (customer: ChosenCustomer | undefined) => void
  faults: Record<string, string>
}

/** Finds a customer by e-mail, name or phone; an e-mail that is new makes a customer after a word of confirmation (ORD-3). */
export function CustomerChoice({ value: chosen, onChange, faults }: Props) {
  if (chosen && 'id' in chosen) return <Known id={chosen.id} drop={() => onChange(undefined)} />
  if (chosen) return <Newcomer customer={chosen} onChange={onChange} faults={faults} />
  return <Search onChange={onChange} fault={faults.customer_id} />
}

function Known({ id, drop }: { id: number; drop: () => void }) {
  const { t } = useTranslation('customers')
  const customer = useQuery({
    queryKey: ['customers', id],
    queryFn: () => value(client.GET('/api/v1/customers/{id}', { params: { path: { id } } })),
  })
  return (
    <Group justify="space-between" gap="xs">
      <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        <Text size="sm" fw={500}>
          {t('customer')}
        </Text>
        <Text>{customer.data?.name || customer.data?.email || '…'}</Text>
        {customer.data?.name && (
          <Text size="sm" c="dimmed">
            {customer.data.email}
          </Text>
        )}
      </div>
      <Button variant="default" size="xs" onClick={drop}>
        {t('another')}
      </Button>
    </Group>
  )
}

const looksLikeEmail = /^[^@\s]+@[^@\s]+\.[^@\s]+$/

function Search({ onChange, fault }: { onChange: Props['onChange']; fault: string | undefined }) {
  const { t } = useTranslation('customers')
  const combobox = useCombobox()
  const [words, setWords] = useState('')
  const [wanted] = useDebouncedValue(words.trim(), 200)
  const found = useQuery({
    queryKey: ['customers', 'search', wanted],
    enabled: wanted.length > 1,
    queryFn: ({ signal }) =>
      value(client.GET('/api/v1/customers', { params: { query: { search: wanted, limit: 8 } }, signal })),
  })
  const people = found.data?.items ?? []
  const unknown =
    looksLikeEmail.test(words.trim()) && found.isSuccess && !people.some((c) => c.email === words.trim().toLowerCase())
  const choose = (option: string) =>
    onChange(option === 'new' ? { email: words.trim(), name: '', phone: '' } : { id: Number(option) })
  return (
    <Combobox store={combobox} onOptionSubmit={choose}>
      <Combobox.Target>
        <TextInput
          label={t('customer')}
          placeholder={t('find')}
          value={words}
          error={fault}
          autoFocus
          rightSection={found.isFetching && <Loader size="xs" />}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onChange={(e) => {
            setWords(e.currentTarget.value)
            combobox.openDropdown()
            combobox.updateSelectedOptionIndex()
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={wanted.length < 2}>
        <Combobox.Options>
          {people.map((customer) => (
            <Combobox.Option key={customer.id} value={String(customer.id)}>
              <Person customer={customer} />
            </Combobox.Option>
          ))}
          {unknown && (
            <Combobox.Option value="new">
              <Group gap="xs">
                <IconUserPlus size={16} aria-hidden />
                {t('add', { email: words.trim() })}
              </Group>
            </Combobox.Option>
          )}
          {found.isSuccess && people.length === 0 && !unknown && <Combobox.Empty>{t('none')}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  )
}

function Person({ customer }: { customer: Customer }) {
  return (
    <div>
      <Text size="sm">{customer.name || customer.email}</Text>
      <Text size="xs" c="dimmed">
        {[customer.name ? customer.email : '', customer.phone].filter(Boolean).join(' · ')}
      </Text>
    </div>
  )
}

interface NewcomerProps {
  customer: { email: string; name: string; phone: string }
  onChange: Props['onChange']
  faults: Record<string, string>
}

function Newcomer({ customer, onChange, faults }: NewcomerProps) {
  const { t } = useTranslation('customers')
  return (
    <Alert color="blue" variant="light" title={t('newcomer.title')}>
      <Stack gap="xs">
        <Text size="sm">{t('newcomer.text', { email: customer.email })}</Text>
        <TextInput
          label={t('email')}
          value={customer.email}
          error={faults.email}
          onChange={(e) => onChange({ ...customer, email: e.currentTarget.value })}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t('name')}
            value={customer.name}
            error={faults.name}
            onChange={(e) => onChange({ ...customer, name: e.currentTarget.value })}
          />
          <TextInput
            label={t('phone')}
            value={customer.phone}
            error={faults.phone}
            onChange={(e) => onChange({ ...customer, phone: e.currentTarget.value })}
          />
        </Group>
        <Button variant="default" size="xs" onClick={() => onChange(undefined)} style={{ alignSelf: 'flex-start' }}>
          {t('another')}
        </Button>
      </Stack>
    </Alert>
  )
}
