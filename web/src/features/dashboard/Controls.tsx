import { Group, Select } from '@mantine/core'
import { DatePickerInput } from '@mantine/dates'
import { IconCalendar, IconPackage } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import '@mantine/dates/styles.css'
import { useOffers } from '@/features/orders/ItemsEditor'
import { ManagerChoice } from '@/features/orders/ManagerChoice'
import { type Period, periodOf, periods, rangeOf, useToday } from '@/features/orders/periods'
import type { Dashboard } from './queries'
import type { Wish } from './wish'

/** Changes the address of the dashboard; keys that are undefined go. */
export function useWish() {
  const go = useNavigate({ from: '/dashboard' })
  return (change: { [K in keyof Wish]?: Wish[K] | undefined }) =>
    void go({
      replace: true,
      search: (now: Wish) =>
        Object.fromEntries(Object.entries({ ...now, ...change }).filter(([, v]) => v !== undefined)) as Wish,
    })
}

/** The period and what narrows the figures. */
export function Controls({ wish, data }: { wish: Wish; data: Dashboard | undefined }) {
  const change = useWish()
  return (
    <Group gap="xs" mb="md">
      <PeriodChoice wish={wish} />
      <DaysChoice wish={wish} data={data} />
      <OfferChoice wish={wish} />
      <ManagerChoice value={wish.manager} onChange={(manager) => change({ manager })} />
    </Group>
  )
}

function PeriodChoice({ wish }: { wish: Wish }) {
  const { t } = useTranslation(['dashboard', 'orders'])
  const change = useWish()
  const today = useToday()
  const chosen = periodOf(wish, today)
  return (
    <Select
      aria-label={t('period')}
      leftSection={<IconCalendar size={16} aria-hidden />}
      data={[
        { value: '', label: t('usual_days') },
        ...periods.map((p) => ({ value: p as string, label: t(`orders:period.${p}`) })),
        ...(chosen === 'other' ? [{ value: 'other', label: t('other_days') }] : []),
      ]}
      value={chosen ?? ''}
      allowDeselect={false}
      onChange={(p) => change(p && p !== 'other' ? rangeOf(p as Period, today) : { from: undefined, to: undefined })}
      w={{ base: 'calc(50% - 5px)', xs: 170 }}
    />
  )
}

/** The days themselves: those that the API counted, or others. */
function DaysChoice({ wish, data }: { wish: Wish; data: Dashboard | undefined }) {
  const { t, i18n } = useTranslation('dashboard')
  const change = useWish()
  const today = useToday()
  const shown: [string | null, string | null] = [wish.from ?? data?.from ?? null, wish.to ?? data?.to ?? null]
  return (
    <DatePickerInput
      key={shown.join()}
      type="range"
      aria-description={t('days')}
      defaultValue={shown}
      onChange={([from, to]) => from && to && change({ from, to })}
      maxDate={today}
      locale={i18n.language}
      valueFormat="DD.MM.YY"
      allowSingleDateInRange
      popoverProps={{ withinPortal: true }}
      w={{ base: 'calc(50% - 5px)', xs: 200 }}
    />
  )
}

function OfferChoice({ wish }: { wish: Wish }) {
  const { t } = useTranslation('dashboard')
  const change = useWish()
  const offers = useOffers()
  if (offers.length === 0) return null
  return (
    <Select
      aria-label={t('any_offer')}
      placeholder={t('any_offer')}
      leftSection={<IconPackage size={16} aria-hidden />}
      data={offers.map((o) => ({ value: String(o.id), label: o.title }))}
      value={wish.offer ? String(wish.offer) : null}
      onChange={(id) => change({ offer: id ? Number(id) : undefined })}
      clearable
      searchable
      w={{ base: '100%', xs: 250 }}
    />
  )
}
