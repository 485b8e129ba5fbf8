import { Button, Text } from '@mantine/core'
import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LetterList } from '@/features/letters/LetterList'
import { linkTemplate, SendLetter } from '@/features/letters/SendLetter'
import { MayButton } from '@/ui/may'
import { Panel } from '@/ui/Panel'
import type { Card } from './queries'

/** How many letters stand there before somebody asks for all. */
const few = 5

/** The order's letters with their causes, and a letter by hand (MAIL-2, MAIL-4). */
export function LettersPanel({ card }: { card: Card }) {
  const { t } = useTranslation(['letters', 'common'])
  const [sending, send] = useState(false)
  const [all, showAll] = useState(false)
  const letters = card.letters.toReversed()
  return (
    <Panel
      title={t('title')}
      actions={
        <MayButton
          may={card.may.send_letter}
          size="compact-sm"
          variant="subtle"
          leftSection={<IconSend size={15} />}
          onClick={() => send(true)}
        >
          {t('send.write')}
        </MayButton>
      }
    >
      {letters.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('none_yet')}
        </Text>
      ) : (
        <LetterList letters={all ? letters : letters.slice(0, few)} of="order" />
      )}
      {!all && letters.length > few && (
        <Button size="compact-sm" variant="subtle" mt="xs" onClick={() => showAll(true)}>
          {t('show_all', { count: letters.length })}
        </Button>
      )}
      <SendLetter
        card={card}
        opened={sending}
        close={() => send(false)}
        template={card.may.send_link.allowed ? linkTemplate : 'payment_thanks'}
      />
    </Panel>
  )
}
