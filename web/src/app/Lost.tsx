<<<<<<< HEAD
import { IconMapOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
=======
import { Anchor } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
>>>>>>> main
import { Empty } from '@/ui/states'

/** The answer to an address that is none of ours. */
export function Lost() {
  const { t } = useTranslation('common')
  return (
<<<<<<< HEAD
    <Empty icon={IconMapOff} title={t('lost.title')} action={<AnchorLink to="/">{t('lost.home')}</AnchorLink>}>
=======
    <Empty
      icon={IconMapOff}
      title={t('lost.title')}
      action={
        <Anchor component={Link} to="/">
          {t('lost.home')}
        </Anchor>
      }
    >
>>>>>>> main
      {t('lost.text')}
    </Empty>
  )
}
