import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { LetterList } from '@/features/letters/LetterList'
import { Panel } from '@/ui/Panel'
import { Newest } from './OrdersPanel'

/** What was written to the customer, and why. */
export function LettersPanel({ letters }: { letters: Schemas['Letter'][] }) {
  const { t } = useTranslation('customers')
  return (
    <Panel title={t('letters.title')}>
      {letters.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('letters.none')}
        </Text>
      ) : (
        <LetterList letters={letters} of="customer" />
      )}
      <Newest count={letters.length} />
    </Panel>
  )
}
