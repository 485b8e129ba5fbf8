import { Group, NumberInput, Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Edit } from '@/ui/edit'
import { MomentPicker } from '@/ui/MomentPicker'
import type { OfferForm } from './offer-form'

const starts = ['at_once', 'days_after_payment', 'on_date'] as const
const ends = ['never', 'days_after_start', 'on_date'] as const

/** When access to the products opens and when it ends (CUS-3). */
export function AccessFields({ edit: { form, faults, set } }: { edit: Edit<OfferForm> }) {
  const { t } = useTranslation('settings')
  return (
    <>
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <Select
          label={t('offer.field.access_start')}
          data={starts.map((start) => ({ value: start, label: t(`offer.start.${start}`) }))}
          allowDeselect={false}
          value={form.access_start}
          error={faults.access_start}
          onChange={(start) => start && set({ access_start: start as 'at_once' })}
          miw={220}
        />
        {form.access_start === 'days_after_payment' && (
          <Days
            label={t('offer.field.access_start_days')}
            value={form.access_start_days}
            error={faults.access_start_days}
            onChange={(access_start_days) => set({ access_start_days })}
          />
        )}
        {form.access_start === 'on_date' && (
          <MomentPicker
            label={t('offer.field.access_start_at')}
            value={form.access_start_at}
            error={faults.access_start_at}
            onChange={(access_start_at) => set({ access_start_at })}
          />
        )}
      </Group>
      <Group align="flex-start" grow preventGrowOverflow={false}>
        <Select
          label={t('offer.field.access_end')}
          data={ends.map((end) => ({ value: end, label: t(`offer.end.${end}`) }))}
          allowDeselect={false}
          value={form.access_end}
          error={faults.access_end}
          onChange={(end) => end && set({ access_end: end as 'never' })}
          miw={220}
        />
        {form.access_end === 'days_after_start' && (
          <Days
            label={t('offer.field.access_end_days')}
            value={form.access_end_days}
            error={faults.access_end_days}
            onChange={(access_end_days) => set({ access_end_days })}
          />
        )}
        {form.access_end === 'on_date' && (
          <MomentPicker
            label={t('offer.field.access_end_at')}
            value={form.access_end_at}
            error={faults.access_end_at}
            onChange={(access_end_at) => set({ access_end_at })}
          />
        )}
      </Group>
    </>
  )
}

interface DaysProps {
  label: string
  value: number
  error: string | undefined
  onChange: (days: number) => void
}

function Days({ label, value, error, onChange }: DaysProps) {
  return (
    <NumberInput
      label={label}
      min={0}
      max={36500}
      allowDecimal={false}
      value={value}
      error={error}
      onChange={(days) => onChange(Number(days) || 0)}
    />
  )
}
