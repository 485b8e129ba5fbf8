import { MultiSelect, Select } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ruleFaults } from '@/features/segments/faults'
import { RuleFilter } from '@/features/segments/RuleFilter'
import { day } from '@/format/date'
import { FilterBar } from '@/ui/FilterBar'
import { SearchField } from '@/ui/SearchField'
import { type Status, statuses } from '@/ui/values'
import { ManagerChoice } from './ManagerChoice'
import { type Period, periodOf, periods, rangeOf, useToday } from './periods'
import { orderSummary } from './queries'
import type { OrderSearch } from './search'
import type { OrderFilter } from './types'

interface Props {
  search: OrderSearch
  filter: OrderFilter
  /** Changes the address; keys that are undefined go. */
  wish: (change: { [K in keyof OrderSearch]?: OrderSearch[K] | undefined }) => void
}

/** What narrows the list: words, statuses with their counts, a period, a manager, a rule. */
export function Toolbar({ search, filter }: Omit<Props, 'wish'>) {
  const wish = useWish('/orders')
  const narrowing = [search.status, search.from ?? search.to, search.manager, search.rule]
  return (
    <FilterBar search={<Words search={search} wish={wish} />} active={narrowing.filter(Boolean).length}>
      <Statuses search={search} filter={filter} wish={wish} />
      <Shared search={search} filter={filter} wish={wish} />
    </FilterBar>
  )
}

/** What narrows a board, whose statuses are its own. */
export function BoardToolbar({ search, filter }: Omit<Props, 'wish'>) {
  const wish = useWish('.')
  const narrowing = [search.from ?? search.to, search.manager, search.rule]
  return (
    <FilterBar search={<Words search={search} wish={wish} />} active={narrowing.filter(Boolean).length}>
      <Shared search={search} filter={filter} wish={wish} />
    </FilterBar>
  )
}

function useWish(to: '/orders' | '.'): Props['wish'] {
  const go = useNavigate()
  return (change) =>
    void go({
      to,
      replace: true,
      search: (now: OrderSearch) =>
        Object.fromEntries(
          Object.entries({ ...now, view: undefined, ...change }).filter(([, v]) => v !== undefined),
        ) as OrderSearch,
    })
}

function Words({ search, wish }: Pick<Props, 'search' | 'wish'>) {
  const { t } = useTranslation('orders')
  return <SearchField label={t('search')} value={search.search} onChange={(words) => wish({ search: words })} />
}

function Shared({ search, filter, wish }: Props) {
  const { error } = useQuery(orderSummary(filter))
  return (
    <>
      <PeriodChoice search={search} wish={wish} />
      <ManagerChoice value={search.manager} onChange={(manager) => wish({ manager })} />
      <RuleFilter
        subject="order"
        rule={search.rule}
        wish={(rule) => wish({ rule })}
        faults={ruleFaults(error, 'query.filter')}
      />
    </>
  )
}

function Statuses({ search, filter: { status: _, ...rest }, wish }: Props) {
  const { t } = useTranslation(['orders', 'common'])
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
      miw={180}
      flex={{ base: '1 1 100%', sm: '0 1 auto' }}
    />
  )
}

function PeriodChoice({ search, wish }: Pick<Props, 'search' | 'wish'>) {
  const { t, i18n } = useTranslation('orders')
  const today = useToday()
  const now = periodOf(search, today)
  const asDay = (date: string | undefined) => (date ? day(date, { language: i18n.language, timeZone: 'UTC' }) : '…')
  return (
    <Select
      aria-label={t('period.label')}
      placeholder={t('period.label')}
      leftSection={<IconCalendar size={16} aria-hidden />}
      data={[
        ...periods.map((p) => ({ value: p as string, label: t(`period.${p}`) })),
        ...(now === 'other' ? [{ value: 'other', label: `${asDay(search.from)} – ${asDay(search.to)}` }] : []),
      ]}
      value={now ?? null}
      onChange={(chosen) =>
        wish(chosen && chosen !== 'other' ? rangeOf(chosen as Period, today) : { from: undefined, to: undefined })
      }
      clearable
      w={{ base: '100%', xs: 190 }}
    />
  )
}
