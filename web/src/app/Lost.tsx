import { IconMapOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Empty } from '@/ui/states'

/** The answer to an address that is none of ours. */
export function Lost() {
  const { t } = useTranslation('common')
  return (
    <Empty icon={IconMapOff} title={t('lost.title')} action={<AnchorLink to="/">{t('lost.home')}</AnchorLink>}>
      {t('lost.text')}
    </Empty>
  )
}
