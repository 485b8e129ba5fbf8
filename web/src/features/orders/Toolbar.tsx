import { CloseButton, Group, MultiSelect, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks'
import { IconCalendar, IconSearch, IconUser } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ruleFaults } from '@/features/segments/faults'
import { type Status, statuses } from '@/ui/values'
import { type Period, periodOf, periods, rangeOf } from './periods'
import { orderSummary } from './queries'
import { RuleFilter } from './RuleFilter'
import type { OrderSearch } from './search'
import { useManagers } from './staff'
import type { OrderFilter } from './types'

/** What narrows the list: words, statuses with their counts, a period, a manager. */
export function Toolbar({ search, filter }: { search: OrderSearch; filter: OrderFilter }) {
  return (
    <Group mb="sm" gap="xs">
      <Words search={search} />
      <Statuses search={search} filter={filter} />
      <PeriodChoice search={search} />
      <ManagerChoice search={search} />
      <ByRule search={search} filter={filter} />
    </Group>
  )
}

function ByRule({ search, filter }: { search: OrderSearch; filter: OrderFilter }) {
  const wish = useWish()
  const { error } = useQuery(orderSummary(filter))
  return <RuleFilter rule={search.rule} wish={(rule) => wish({ rule })} faults={ruleFaults(error, 'query.filter')} />
}

/** Changes the address of the list; keys that are undefined go. */
function useWish() {
  const go = useNavigate({ from: '/orders' })
  return (change: { [K in keyof OrderSearch]?: OrderSearch[K] | undefined }) =>
    void go({
      replace: true,
      search: (now: OrderSearch) =>
        Object.fromEntries(
          Object.entries({ ...now, view: undefined, ...change }).filter(([, v]) => v !== undefined),
        ) as OrderSearch,
    })
}

function Words({ search }: { search: OrderSearch }) {
  const { t } = useTranslation(['orders', 'common'])
  const wish = useWish()
  const [text, setText] = useState(search.search ?? '')
  const input = useRef<HTMLInputElement>(null)
  const find = useDebouncedCallback((words: string) => wish({ search: words.trim() || undefined }), 200)
  useEffect(() => setText(search.search ?? ''), [search.search])
  useHotkeys([['/', () => input.current?.focus()]])
  const type = (words: string) => {
    setText(words)
    find(words)
  }
  return (
    <TextInput
      ref={input}
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label={t('common:action.reset')} onClick={() => type('')} />}
      value={text}
      onChange={(e) => type(e.currentTarget.value)}
      w={{ base: '100%', sm: 300 }}
    />
  )
}

function Statuses({ search, filter: { status: _, ...rest } }: { search: OrderSearch; filter: OrderFilter }) {
  const { t } = useTranslation(['orders', 'common'])
  const wish = useWish()
  const counts = new Map(useQuery(orderSummary(rest)).data?.statuses.map(({ status, count }) => [status, count]))
  const label = (status: Status) => {
    const count = counts.get(status)
    return `${t(`common:status.${status}`)}${count === undefined ? '' : ` · ${count}`}`
  }
  return (
    <MultiSelect
      aria-label={t('statuses')}
      placeholder={search.status ? '' : t('statuses')}
      data={statuses.map((status) => ({ value: status, label: label(status) }))}
      value={search.status ?? []}
      onChange={(chosen) => wish({ status: chosen.length > 0 ? (chosen as Status[]) : undefined })}
      clearable
      searchable
      hidePickedOptions
      maxDropdownHeight={360}
      miw={200}
      flex={{ base: '1 1 100%', sm: '0 1 auto' }}
    />
  )
}

function PeriodChoice({ search }: { search: OrderSearch }) {
  const { t } = useTranslation('orders')
  const wish = useWish()
  const now = periodOf(search, new Date())
  return (
    <Select
      aria-label={t('period.label')}
      placeholder={t('period.label')}
      leftSection={<IconCalendar size={16} aria-hidden />}
      data={[
        ...periods.map((p) => ({ value: p as string, label: t(`period.${p}`) })),
        ...(now === 'other' ? [{ value: 'other', label: `${search.from ?? '…'} – ${search.to ?? '…'}` }] : []),
      ]}
      value={now ?? null}
      onChange={(chosen) =>
        wish(chosen && chosen !== 'other' ? rangeOf(chosen as Period, new Date()) : { from: undefined, to: undefined })
      }
      clearable
      w={{ base: '100%', xs: 190 }}
    />
  )
}

function ManagerChoice({ search }: { search: OrderSearch }) {
  const { t } = useTranslation('orders')
  const wish = useWish()
  const managers = useManagers()
  if (managers.length === 0) return null
  return (
    <Select
      aria-label={t('manager')}
      placeholder={t('manager')}
      leftSection={<IconUser size={16} aria-hidden />}
      data={managers.map((m) => ({ value: String(m.id), label: m.name }))}
      value={search.manager ? String(search.manager) : null}
      onChange={(id) => wish({ manager: id ? Number(id) : undefined })}
      clearable
      searchable
      w={{ base: '100%', xs: 190 }}
    />
  )
}
