import { Anchor } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Empty } from '@/ui/states'

/** The answer to an address that is none of ours. */
export function Lost() {
  const { t } = useTranslation('common')
  return (
    <Empty
      icon={IconMapOff}
      title={t('lost.title')}
      action={
        <Anchor component={Link} to="/">
          {t('lost.home')}
        </Anchor>
      }
    >
      {t('lost.text')}
    </Empty>
  )
}
