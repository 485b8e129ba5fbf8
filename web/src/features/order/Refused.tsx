import { Alert, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, faultsByField } from '@/api/problem'
import { useMoney, useWhere } from '@/ui/values'
import { entryInWords } from './history-words'
import { useNames } from './names'
import type { Card } from './queries'

/**
 * Why a form about an order was not taken, unless that is said beside a field. It
 * stands in the form from its beginning: of a conflict it tells what others have
 * done to the order since then, and who.
 */
export function Refused({ card, error }: { card: Card; error: Error | null }) {
  const [opened] = useState(card)
  if (!error) return null
  const done = error instanceof ApiError && error.stale ? since(opened, card) : []
  if (done.length > 0) return <Meanwhile opened={opened} card={card} done={done} />
  if (Object.keys(faultsByField(error)).length > 0) return null
  return (
    <Alert color="orange" role="alert">
      {error.message}
    </Alert>
  )
}

type Entry = Card['history'][number]

/** What became of the order; the letters that went with it are no change. */
function since(opened: Card, card: Card): Entry[] {
  const last = opened.history.at(-1)?.id ?? 0
  return card.history.filter((entry) => entry.id > last && entry.kind !== 'letter')
}

function Meanwhile({ opened, card, done }: { opened: Card; card: Card; done: Entry[] }) {
  const { t } = useTranslation(['order', 'common'])
  const names = useNames(card)
  const where = useWhere()
  const money = useMoney()
  return (
    <Alert color="orange" role="alert" title={t('common:error.conflict')}>
      <Stack gap="xs">
        <Stack component="ul" gap={2} m={0} pl="md">
          {done.map((entry) => (
            <Text key={entry.id} component="li" size="sm">
              {names.author(entry.actor)}: {entryInWords(entry, names, t, where)}
            </Text>
          ))}
        </Stack>
        {card.left !== opened.left && (
          <Text size="sm">{t('conflict.left', { sum: money(card.left, card.currency) })}</Text>
        )}
        <Text size="sm">{t('conflict.again')}</Text>
      </Stack>
    </Alert>
  )
}
