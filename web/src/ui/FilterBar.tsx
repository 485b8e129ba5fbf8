import { ActionIcon, Group, Indicator } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { IconAdjustmentsHorizontal } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface Props {
  /** The field that is always there. */
  search: ReactNode
  /** How many of the others narrow the list. */
  active: number
  children: ReactNode
}

/** What narrows a list: in one line, or on a phone behind a button beside the search. */
export function FilterBar({ search, active, children }: Props) {
  const { t } = useTranslation('common')
  const phone = useMediaQuery('(max-width: 48em)')
  const [opened, { toggle }] = useDisclosure(active > 0)
  if (!phone)
    return (
      <Group mb="sm" gap="xs">
        {search}
        {children}
      </Group>
    )
  return (
    <>
      <Group mb="sm" gap="xs" wrap="nowrap">
        {search}
        <Indicator label={active} size={16} disabled={active === 0}>
          <ActionIcon variant="default" size={36} aria-label={t('filters')} aria-expanded={opened} onClick={toggle}>
            <IconAdjustmentsHorizontal size={18} />
          </ActionIcon>
        </Indicator>
      </Group>
      {opened && (
        <Group mb="sm" gap="xs">
          {children}
        </Group>
      )}
    </>
  )
}
