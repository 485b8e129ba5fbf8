import { Select } from '@mantine/core'
import { IconUser } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useManagers } from './staff'

interface Props {
  value: number | undefined
  onChange: (manager: number | undefined) => void
}

/** Whose orders are shown; nothing for those who may not see the staff. */
export function ManagerChoice({ value, onChange }: Props) {
  const { t } = useTranslation('orders')
  const managers = useManagers()
  if (managers.length === 0) return null
  return (
    <Select
      aria-label={t('manager')}
      placeholder={t('manager')}
      leftSection={<IconUser size={16} aria-hidden />}
      data={managers.map((m) => ({ value: String(m.id), label: m.name }))}
      value={value ? String(value) : null}
      onChange={(id) => onChange(id ? Number(id) : undefined)}
      clearable
      searchable
      w={{ base: '100%', xs: 210 }}
    />
  )
}
