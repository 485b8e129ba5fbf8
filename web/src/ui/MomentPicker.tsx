import { DatePickerInput, DatesProvider, DateTimePicker } from '@mantine/dates'
import { IconCalendar } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { instant, wall } from '@/format/zone'
import { useWhere } from './values'
import '@mantine/dates/styles.css'
import 'dayjs/locale/ru'

interface Props {
  label: string
  /** In UTC, as the API has it. */
  value: string | null
  onChange: (at: string | null) => void
  error?: string | undefined
  description?: string
  placeholder?: string
  /** Moments before, or after, cannot be chosen. */
  from?: Date
  to?: Date
}

/** A date and a time, chosen as the clock of the school shows them. */
export function MomentPicker({ label, value, onChange, error, description, placeholder, from, to }: Props) {
  const { language, timeZone } = useWhere()
  return (
    <DatesProvider settings={{ locale: language, firstDayOfWeek: 1 }}>
      <DateTimePicker
        label={label}
        description={description}
        {...(placeholder ? { placeholder } : {})}
        {...(from ? { minDate: wall(from.getTime(), timeZone) } : {})}
        {...(to ? { maxDate: wall(to.getTime(), timeZone) } : {})}
        clearable
        valueFormat={language === 'ru' ? 'D MMMM YYYY, HH:mm' : 'D MMM YYYY, HH:mm'}
        value={value ? wall(value, timeZone) : null}
        error={error}
        onChange={(text) => onChange(text ? instant(text, timeZone) : null)}
      />
    </DatesProvider>
  )
}

interface DaysProps {
  label: string
  /** The first and the last day, as 2026-11-30. */
  value: [string | null, string | null]
  onChange: (days: [string | null, string | null]) => void
}

/** The days between two, both included; told when both are chosen, or none is any more. */
export function DaysPicker({ label, value, onChange }: DaysProps) {
  const { i18n } = useTranslation()
  const [first, last] = value
  const [days, setDays] = useState(value)
  useEffect(() => setDays([first, last]), [first, last])
  return (
    <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: 1 }}>
      <DatePickerInput
        type="range"
        // Chosen days are what the field is called: its name may not hide what one reads.
        {...(days[0] ? {} : { 'aria-label': label })}
        placeholder={label}
        clearable
        allowSingleDateInRange
        leftSection={<IconCalendar size={16} aria-hidden />}
        valueFormat="D MMM YYYY"
        value={days}
        onChange={(range) => {
          setDays(range)
          if ((range[0] === null) === (range[1] === null)) onChange(range)
        }}
        miw={{ base: '100%', xs: 240 }}
      />
    </DatesProvider>
  )
}
