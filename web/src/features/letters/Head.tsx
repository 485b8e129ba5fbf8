import { IconMail, IconTemplate } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LookSwitch } from '@/ui/look'
import { PageHead } from '@/ui/states'

/** The log and the templates are one area. */
export function Head({ at, children }: { at: 'log' | 'templates'; children?: ReactNode }) {
  const { t } = useTranslation('letters')
  const go = useNavigate()
  return (
    <PageHead
      title={t('title')}
      aside={
        <LookSwitch
          label={t('area')}
          value={at}
          onChange={(to) => void go(to === 'log' ? { to: '/letters' } : { to: '/letters/templates' })}
          looks={[
            { value: 'log', icon: IconMail, text: t('log') },
            { value: 'templates', icon: IconTemplate, text: t('templates') },
          ]}
        />
      }
    >
      {children}
    </PageHead>
  )
}
