import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { useCan } from '@/app/session'
import { useColleagues } from '@/features/order/queries'
import { AnchorLink } from '@/ui/links'
import { notifyFault } from '@/ui/notify'
import { When } from '@/ui/values'
import classes from './LetterList.module.css'
import { type Letter, letterKeys, useTemplateTitles } from './queries'
import { entryInWords, reasonInWords, stateColours, whyInWords } from './words'

interface Props {
  letters: Letter[]
  /** Leaves out what every letter of the list has in common. */
  of?: 'order' | 'customer'
}

/** Letters with their states and causes, for the log, an order or a customer (MAIL-4). */
export function LetterList({ letters, of }: Props) {
  const title = useTemplateTitles()
  return (
    <Stack gap={0} component="ul" className={classes.list ?? ''}>
      {letters.map((letter) => (
        <li key={letter.id} className={classes.line}>
          <Group justify="space-between" gap="xs" wrap="nowrap" align="flex-start">
            <div style={{ minWidth: 0 }}>
              <AnchorLink to="/letters/$id" params={{ id: String(letter.id) }} size="sm" fw={550}>
                {title(letter.template)}
              </AnchorLink>
              {of === undefined && <Whom letter={letter} />}
              {of === 'customer' && letter.order_id && (
                <Text span size="sm" c="dimmed">
                  {' · '}
                  <OrderOf letter={letter} />
                </Text>
              )}
              <Why letter={letter} />
            </div>
            <Stack gap={2} align="flex-end" style={{ flex: '0 0 auto' }}>
              <LetterState letter={letter} />
              <Text size="xs" c="dimmed">
                <When at={letter.sent_at ?? letter.created_at} />
              </Text>
            </Stack>
          </Group>
          <Trouble letter={letter} />
        </li>
      ))}
    </Stack>
  )
}

function Whom({ letter }: { letter: Letter }) {
  return (
    <Text size="sm" className="clipped">
      {letter.customer.name || letter.customer.email}
      {letter.order_id && (
        <>
          {' · '}
          <OrderOf letter={letter} />
        </>
      )}
    </Text>
  )
}

function OrderOf({ letter }: { letter: Letter }) {
  const { t } = useTranslation('order')
  return (
    <AnchorLink to="/orders/$id" params={{ id: String(letter.order_id) }} size="sm" underline="always">
      {t('title', { number: letter.order_number })}
    </AnchorLink>
  )
}

/** Which process, block, bulk operation or person wrote the letter, and why. */
export function Why({ letter }: { letter: Letter }) {
  const { t, i18n } = useTranslation(['letters', 'order', 'common'])
  const can = useCan()
  const people = new Map(useColleagues().map((p) => [p.id, p.name]))
  const words = whyInWords(letter, (id) => people.get(id) ?? `#${id}`, t, i18n.language)
  const entry = entryInWords(letter, t)
  return (
    <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
      {letter.enrollment_id && can('process.read') ? (
        <AnchorLink to="/enrollments/$id" params={{ id: String(letter.enrollment_id) }} inherit underline="always">
          {words}
        </AnchorLink>
      ) : (
        words
      )}
      {entry && ` — ${entry}`}
      {letter.why.bulk_id > 0 && ` · ${t('letters:why.bulk', { id: letter.why.bulk_id })}`}
    </Text>
  )
}

/** What has become of the letter, in words. */
export function LetterState({ letter }: { letter: Letter }) {
  const { t } = useTranslation('letters')
  return (
    <Badge variant="light" color={stateColours[letter.state]} radius="sm" tt="none" fw={550}>
      {t(`state.${letter.state}`)}
    </Badge>
  )
}

/** Why it has not arrived, what happens next, and what a person can do. */
export function Trouble({ letter }: { letter: Letter }) {
  const { t } = useTranslation(['letters', 'order', 'common'])
  const reason = reasonInWords(letter, t)
  const waits = letter.state === 'queued' && letter.attempts > 0 && letter.next_try
  const again = letter.may.send_again.allowed
  if (!reason && !again) return null
  return (
    <Group gap="xs" mt={4}>
      <Text size="xs" c={letter.state === 'withdrawn' ? 'dimmed' : 'orange'} style={{ overflowWrap: 'anywhere' }}>
        {reason}
        {letter.attempts > 0 && letter.state !== 'withdrawn' && ` ${t('letters:tries', { count: letter.attempts })}`}
        {waits && letter.next_try && (
          <>
            {' '}
            {t('letters:next_try')} <When at={letter.next_try} relative />
          </>
        )}
      </Text>
      {again && <SendAgain letter={letter} />}
    </Group>
  )
}

function SendAgain({ letter }: { letter: Letter }) {
  const { t } = useTranslation('letters')
  const queries = useQueryClient()
  const [busy, setBusy] = useState(false)
  const again = async () => {
    setBusy(true)
    await value(client.POST('/api/v1/letters/{id}/send-again', { params: { path: { id: letter.id } } })).catch(
      notifyFault,
    )
    setBusy(false)
    void queries.invalidateQueries({ queryKey: letterKeys.all })
    void queries.invalidateQueries({ queryKey: ['order'] })
  }
  return (
    <Button size="compact-xs" variant="default" loading={busy} onClick={() => void again()}>
      {t('send_again')}
    </Button>
  )
}
