import { ActionIcon, Button, CopyButton, Group, Modal, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconExternalLink, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { linkTemplate, SendLetter } from '@/features/letters/SendLetter'
import { decimal, minorUnits } from '@/format/money'
import { MayButton } from '@/ui/may'
import { Panel } from '@/ui/Panel'
import { Money } from '@/ui/values'
import type { Part } from './OrderPage'
import { useChange } from './queries'
import { Refused } from './Refused'

/** The payment link (PAY-2): copied, opened, asked for in part. */
export function LinkPanel({ card, etag }: Part) {
  const { t } = useTranslation(['order', 'common'])
  const [asking, ask] = useState(false)
  const [sending, send] = useState(false)
  const { ask_part, send_link } = card.may
  const open = card.payment_link_state === 'open' || card.payment_link_state === 'part_asked'
  if (!card.payment_link) return null
  return (
    <Panel title={t('link.title')}>
      <Stack gap="xs">
        <Group gap={6} wrap="nowrap">
          <TextInput
            readOnly
            value={card.payment_link}
            aria-label={t('link.title')}
            size="xs"
            flex={1}
            onFocus={(e) => e.currentTarget.select()}
          />
          <CopyButton value={card.payment_link}>
            {({ copied, copy }) => (
              <Tooltip label={t(copied ? 'common:action.copied' : 'common:action.copy')}>
                <ActionIcon variant="default" onClick={copy} aria-label={t('common:action.copy')}>
                  {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
                </ActionIcon>
              </Tooltip>
            )}
          </CopyButton>
          <ActionIcon
            variant="default"
            component="a"
            href={card.payment_link}
            target="_blank"
            rel="noopener"
            aria-label={t('link.open')}
          >
            <IconExternalLink size={16} />
          </ActionIcon>
        </Group>
        {open ? (
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {card.payment_link_state === 'part_asked' ? (
                <>
                  {t('link.asks')} <Money amount={card.part_asked} currency={card.currency} />
                </>
              ) : (
                t('link.asks_all')
              )}
            </Text>
            <MayButton may={ask_part} size="compact-sm" variant="subtle" onClick={() => ask(true)}>
              {t('link.part')}
            </MayButton>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {t(`link.state.${card.payment_link_state as 'paid'}`)}
          </Text>
        )}
      </Stack>
      <MayButton
        may={send_link}
        size="xs"
        variant="light"
        fullWidth
        mt="xs"
        leftSection={<IconSend size={15} />}
        onClick={() => send(true)}
      >
        {t('link.send')}
      </MayButton>
      <SendLetter card={card} opened={sending} close={() => send(false)} template={linkTemplate} />
      <Modal opened={asking} onClose={() => ask(false)} title={t('link.part')} centered>
        <PartForm card={card} etag={etag} close={() => ask(false)} />
      </Modal>
    </Panel>
  )
}

function PartForm({ card, etag, close }: Part & { close: () => void }) {
  const { t } = useTranslation(['order', 'common'])
  const [text, setText] = useState(card.part_asked > 0 ? decimal(card.part_asked, card.currency) : '')
  const amount = text.trim() === '' ? 0 : minorUnits(text, card.currency)
  const change = useChange(
    card.id,
    (_: undefined, version) =>
      value(
        client.POST('/api/v1/orders/{id}/part', {
          params: { path: { id: card.id }, header: { 'If-Match': version } },
          body: { amount: amount ?? 0 },
        }),
      ),
    { quiet: true, done: close, etag },
  )
  const fault = amount === undefined ? t('payment.not_a_sum') : faultsByField(change.error).amount
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (amount !== undefined) change.mutate(undefined)
      }}
    >
      <Stack>
        <Refused card={card} error={change.error} />
        <TextInput
          label={t('payment.amount', { currency: card.currency })}
          description={t('link.part_help')}
          inputMode="decimal"
          value={text}
          error={fault}
          onChange={(e) => setText(e.currentTarget.value)}
          data-autofocus
        />
        <Button type="submit" loading={change.isPending}>
          {t('common:action.save')}
        </Button>
      </Stack>
    </form>
  )
}
