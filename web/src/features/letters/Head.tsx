import { SegmentedControl } from '@mantine/core'
import { IconMail, IconTemplate } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Look } from '@/ui/look'
import { PageHead } from '@/ui/states'

/** The log and the templates are one area. */
export function Head({ at, children }: { at: 'log' | 'templates'; children?: ReactNode }) {
  const { t } = useTranslation('letters')
  const go = useNavigate()
  return (
    <PageHead
      title={t('title')}
      aside={
        <SegmentedControl
          size="xs"
          value={at}
          aria-label={t('area')}
          onChange={(to) => void go(to === 'log' ? { to: '/letters' } : { to: '/letters/templates' })}
          data={[
            { value: 'log', label: <Look icon={IconMail} text={t('log')} /> },
            { value: 'templates', label: <Look icon={IconTemplate} text={t('templates')} /> },
          ]}
        />
      }
    >
      {children}
    </PageHead>
  )
}
