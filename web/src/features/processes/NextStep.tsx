import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useTemplateTitles } from '@/features/letters/queries'
import { actionInWords } from '@/features/order/action-words'
import { When } from '@/ui/values'
import type { Definition } from './outline'
import type { EnrollmentCard } from './queries'
import { blockName } from './words'

/** What comes next, and when. */
export function NextStep({ card, definition }: { card: EnrollmentCard; definition: Definition | undefined }) {
  const { t } = useTranslation('processes')
  const order = useTranslation('order').t
  const letter = useTemplateTitles()
  const { ahead } = card
  if (!ahead)
    return (
      <Text size="sm" c="dimmed">
        {t('card.over')}
      </Text>
    )
  return (
    <>
      <Text size="sm" c="dimmed">
        {t('card.stands', { block: blockName(card.block, definition, t, letter) })}
        {ahead.state !== 'failed' &&
          card.failure_text &&
          ` · ${card.failure_text} · ${t('tries', { count: card.attempt })}`}
      </Text>
      {ahead.next ? (
        <Text fw={550}>
          {ahead.state !== 'failed' && (
            <>
              <When at={ahead.next.at} />
              {' — '}
            </>
          )}
          {ahead.state === 'failed'
            ? t('card.after_retry', { action: actionInWords(ahead, order, letter) })
            : actionInWords(ahead, order, letter)}
        </Text>
      ) : (
        <Text size="sm">{t('card.loop')}</Text>
      )}
      {ahead.next?.depends && (
        <Text size="xs" c="dimmed">
          {t('card.depends')}
        </Text>
      )}
    </>
  )
}
