import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { MomentPicker } from '@/ui/MomentPicker'
import { Row } from '@/ui/Panel'
import { When } from '@/ui/values'
import type { Part } from './OrderPage'
import { useChange } from './queries'
import { Refused } from './Refused'

/** Until when the order can be paid (PAY-7), and a way to give more time. */
export function DeadlineRow({ card, etag }: Part) {
  const { t } = useTranslation('order')
  if (!card.payment_deadline && !card.may.set_deadline.allowed) return null
  return (
    <Row label={t('deadline.title')}>
      <Group gap={6} justify="flex-end">
        {card.payment_deadline ? <When at={card.payment_deadline} /> : '—'}
        <ExtendButton card={card} etag={etag} small />
      </Group>
    </Row>
  )
}

/** Gives another payment deadline; what processes count from it moves along (ORD-12). */
export function ExtendButton({ card, etag, small }: Part & { small?: boolean }) {
  const { t } = useTranslation('order')
  const [opened, open] = useState(false)
  return (
    <>
      {card.may.set_deadline.allowed && (
        <Button
          {...(small ? { size: 'compact-xs', variant: 'subtle' } : { size: 'compact-sm', variant: 'default' })}
          onClick={() => open(true)}
        >
          {t(card.payment_deadline ? 'deadline.extend' : 'deadline.set')}
        </Button>
      )}
      <Modal opened={opened} onClose={() => open(false)} title={t('deadline.title')} centered>
        <DeadlineForm card={card} etag={etag} close={() => open(false)} />
      </Modal>
    </>
  )
}

function DeadlineForm({ card, etag, close }: Part & { close: () => void }) {
  const { t } = useTranslation(['order', 'common'])
  const [at, setAt] = useState<string | null>(card.payment_deadline)
  const change = useChange(
    card.id,
    (deadline: string | null, version) =>
      value(
        client.POST('/api/v1/orders/{id}/deadline', {
          params: { path: { id: card.id }, header: { 'If-Match': version } },
          body: { payment_deadline: deadline },
        }),
      ),
    { quiet: true, done: close, etag },
  )
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('deadline.moves')}
      </Text>
      <Refused card={card} error={change.error} />
      <MomentPicker
        label={t('deadline.until')}
        value={at}
        onChange={setAt}
        from={new Date()}
        error={faultsByField(change.error).payment_deadline}
      />
      <Group justify="space-between">
        {card.payment_deadline ? (
          <Button variant="subtle" color="red" onClick={() => change.mutate(null)}>
            {t('deadline.drop')}
          </Button>
        ) : (
          <span />
        )}
        <Button disabled={!at} loading={change.isPending} onClick={() => at && change.mutate(at)}>
          {t('common:action.save')}
        </Button>
      </Group>
    </Stack>
  )
}
