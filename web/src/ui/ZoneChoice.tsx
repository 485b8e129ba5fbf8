import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'

interface Props {
  label: string
  value: string
  onChange: (zone: string) => void
  error?: string | undefined
  description?: string
  clearable?: boolean
}

/** Time zones with what their clocks show now: "Europe/Moscow, 18:05". */
export function ZoneChoice({ label, value, onChange, error, description, clearable = false }: Props) {
  const { i18n } = useTranslation()
  const known = Intl.supportedValuesOf('timeZone')
  const zones = value !== '' && !known.includes(value) ? [value, ...known] : known
  return (
    <Select
      label={label}
      description={description}
      data={zones}
      searchable
      limit={100}
      clearable={clearable}
      allowDeselect={clearable}
      value={value || null}
      error={error}
      renderOption={({ option }) => `${option.value}, ${clockOf(option.value, i18n.language)}`}
      onChange={(zone) => onChange(zone ?? '')}
    />
  )
}

function clockOf(timeZone: string, language: string): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date())
}
