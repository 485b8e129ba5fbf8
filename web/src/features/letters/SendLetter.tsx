import { Alert, Button, Group, Loader, Modal, SegmentedControl, Select, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { IconSend } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { useChange } from '@/features/order/queries'
import { decimal, minorUnits } from '@/format/money'
import { Money } from '@/ui/values'
import { LetterView } from './LetterView'
import { letterKeys, templates, useTemplateTitles } from './queries'

type Card = Schemas['OrderCard']

export const linkTemplate = 'payment_link'

interface Props {
  card: Card
  opened: boolean
  close: () => void
  /** The template to begin with; the person may take another. */
  template: string
}

/** Sends the payment link, in full or for a part, or any template, after a look at it (MAIL-2). */
export function SendLetter({ card, opened, close, template }: Props) {
  const { t } = useTranslation('letters')
  return (
    <Modal
      opened={opened}
      onClose={close}
      size="xl"
      title={t(template === linkTemplate ? 'send.link_title' : 'send.title')}
      centered
    >
      {opened && <SendForm card={card} close={close} template={template} />}
    </Modal>
  )
}

function SendForm({ card, close, template: first }: Omit<Props, 'opened'>) {
  const { t } = useTranslation(['letters', 'order', 'common'])
  const [template, setTemplate] = useState(first)
  const [partly, setPartly] = useState(card.part_asked > 0)
  const [sum, setSum] = useState(card.part_asked > 0 ? decimal(card.part_asked, card.currency) : '')
  const asks =
    useQuery(templates).data?.some((x) => x.code === template && x.asks_for_money) ?? template === linkTemplate
  const part = asks && partly ? minorUnits(sum, card.currency) : 0
  const draft = useDraft(card.id, template, part)
  const attempt = useAttempt()
  const send = useChange(
    card.id,
    () => {
      const body = { template, ...(part ? { part } : {}) }
      return value(
        client.POST('/api/v1/orders/{id}/letters', {
          params: { path: { id: card.id } },
          body,
          headers: { 'Idempotency-Key': attempt.keyFor(body) },
        }),
      )
    },
    {
      quiet: true,
      done: () => {
        attempt.done()
        notifications.show({ color: 'green', message: t('send.done', { email: card.customer.email }) })
        close()
      },
    },
  )
  const error = send.error ?? draft.error
  const faults = faultsByField(error)
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (part !== undefined && !send.isPending) send.mutate(undefined)
      }}
    >
      <Stack>
        <TemplateChoice template={template} choose={setTemplate} fault={faults.template} />
        {asks && (
          <Group align="flex-end" gap="sm">
            <SegmentedControl
              value={partly ? 'part' : 'full'}
              onChange={(v) => setPartly(v === 'part')}
              aria-label={t('send.how_much')}
              data={[
                { value: 'full', label: t('send.full') },
                { value: 'part', label: t('send.part') },
              ]}
            />
            {partly ? (
              <TextInput
                aria-label={t('order:payment.amount', { currency: card.currency })}
                placeholder={t('order:payment.amount', { currency: card.currency })}
                inputMode="decimal"
                value={sum}
                error={part === undefined ? t('order:payment.not_a_sum') : faults.part}
                onChange={(e) => setSum(e.currentTarget.value)}
                flex={1}
              />
            ) : (
              <Text size="sm" c="dimmed" pb={8}>
                <Money amount={card.left} currency={card.currency} />
              </Text>
            )}
          </Group>
        )}
        {asks && (
          <Text size="xs" c="dimmed">
            {t('send.page_asks_too')}
          </Text>
        )}
        {error && Object.keys(faults).length === 0 && (
          <Alert color="orange" role="alert">
            {error.message}
          </Alert>
        )}
        {draft.data && (
          <LetterView letter={draft.data} to={draft.data.recipient} aside={draft.isFetching && <Loader size="xs" />} />
        )}
        {draft.isPending && !draft.error && part !== undefined && <Loader size="sm" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            {t('common:action.cancel')}
          </Button>
          <Button
            type="submit"
            leftSection={<IconSend size={16} />}
            loading={send.isPending}
            disabled={part === undefined || draft.error !== null || !draft.data}
          >
            {t('send.button')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The letter as it would go, or why it would not. */
function useDraft(order: number, template: string, part: number | undefined) {
  const [settled] = useDebouncedValue({ template, part }, 300)
  const body = { template: settled.template, ...(settled.part ? { part: settled.part } : {}) }
  return useQuery({
    queryKey: [...letterKeys.all, 'draft', order, body],
    enabled: settled.part !== undefined,
    retry: false,
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      value(client.POST('/api/v1/orders/{id}/letters/preview', { params: { path: { id: order } }, body, signal })),
  })
}

function TemplateChoice({
  template,
  choose,
  fault,
}: {
  template: string
  choose: (code: string) => void
  fault: string | undefined
}) {
  const { t } = useTranslation('letters')
  const title = useTemplateTitles()
  const codes = [...new Set((useQuery(templates).data ?? []).map((x) => x.code))]
  return (
    <Select
      label={t('send.template')}
      data={(codes.length > 0 ? codes : [template]).map((code) => ({ value: code, label: title(code) }))}
      value={template}
      error={fault}
      allowDeselect={false}
      searchable
      onChange={(code) => code && choose(code)}
    />
  )
}
