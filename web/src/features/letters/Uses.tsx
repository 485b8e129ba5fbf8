import { Text } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { Template } from './queries'

/** What sends letters of a template. */
export function Uses({ uses }: { uses: Template['uses'] }) {
  const { t } = useTranslation('letters')
  if (uses.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {t('uses.none')}
      </Text>
    )
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {uses.map((use, i) => (
        <Fragment key={i}>
          {i > 0 && ' · '}
          {use.kind === 'process'
            ? t(use.published ? 'uses.process' : 'uses.draft', { title: use.process_title })
            : t(`uses.${use.kind}`)}
        </Fragment>
      ))}
    </Text>
  )
}
