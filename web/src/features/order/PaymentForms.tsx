import { Alert, Button, Checkbox, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { ApiError, faultsByField } from '@/api/problem'
import { decimal, minorUnits, money } from '@/format/money'
import { Asked } from '@/ui/Asked'
import { LongText } from '@/ui/LongText'
import { MomentPicker } from '@/ui/MomentPicker'
import { useMoney } from '@/ui/values'
import type { Part } from './OrderPage'
import { type Card, useChange } from './queries'
import { Refused } from './Refused'

const methods = ['transfer', 'card', 'cash', 'other'] as const
type Method = (typeof methods)[number]

interface FormProps {
  onSubmit: () => void
  children: React.ReactNode
}

function Form({ onSubmit, children }: FormProps) {
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        onSubmit()
      }}
    >
      <Stack>{children}</Stack>
    </form>
  )
}

/**
 * A payment that came by other ways. What is left fills the sum, as the order was
 * when the form was opened, or when a conflict told that it has changed.
 */
export function PaymentForm({ card, etag, close }: Part & { close: () => void }) {
  const { t } = useTranslation(['order', 'common'])
  const attempt = useAttempt()
  const [method, setMethod] = useState<Method>('transfer')
  const [base, setBase] = useState({ card, etag })
  const [typed, type] = useState<string>()
  const [paidAt, setPaidAt] = useState<string | null>(null)
  const [comment, setComment] = useState('')
  const [confirmed, confirm] = useState(false)
  const text = typed ?? (base.card.left > 0 ? decimal(base.card.left, card.currency) : '')
  const amount = minorUnits(text, card.currency)
  const record = useChange(
    card.id,
    (_: undefined, version) => {
      const body = {
        method,
        amount: amount ?? 0,
        currency: card.currency,
        ...(paidAt ? { paid_at: paidAt } : {}),
        ...(comment ? { comment } : {}),
        ...(confirmed ? { confirm: true } : {}),
      }
      return value(
        client.POST('/api/v1/orders/{id}/payments', {
          params: { path: { id: card.id }, header: { 'If-Match': version } },
          body,
          headers: { 'Idempotency-Key': attempt.keyFor(body) },
        }),
      )
    },
    {
      quiet: true,
      etag,
      done: () => {
        attempt.done()
        close()
      },
    },
  )
  const faults = faultsByField(record.error)
  const stale = record.error instanceof ApiError && record.error.stale
  const overtaken = stale && etag !== base.etag
  useEffect(() => {
    if (!overtaken) return
    setBase({ card, etag })
    confirm(false)
  }, [overtaken, card, etag])
  const surplus = surplusOf(record.error)
  return (
    <Form onSubmit={() => amount && record.mutate(undefined)}>
      <Refused card={card} error={surplus ? null : record.error} />
      <TextInput
        label={t('payment.amount', { currency: card.currency })}
        inputMode="decimal"
        required
        value={text}
        error={amount || text === '' ? faults.amount : t('payment.not_a_sum')}
        onChange={(e) => {
          type(e.currentTarget.value)
          if (surplus) record.reset()
          confirm(false)
        }}
        data-autofocus
      />
      <Select
        label={t('payment.how')}
        allowDeselect={false}
        data={methods.map((m) => ({ value: m, label: t(`payment.method.${m}`) }))}
        value={method}
        onChange={(m) => m && setMethod(m)}
      />
      <MomentPicker
        label={t('payment.when')}
        placeholder={t('payment.now')}
        to={new Date()}
        value={paidAt}
        error={faults.paid_at}
        onChange={setPaidAt}
      />
      <LongText
        label={t('payment.comment')}
        maxLength={4000}
        value={comment}
        error={faults.comment}
        onChange={setComment}
      />
      {(surplus || base.card.may.record_payment.confirm) && (
        <Over card={base.card} surplus={surplus} confirmed={confirmed} confirm={confirm} />
      )}
      <Button type="submit" loading={record.isPending}>
        {t('payment.record')}
      </Button>
    </Form>
  )
}

/** More than is left, when the API asks whether it is meant. */
function surplusOf(error: Error | null): Record<string, string> | undefined {
  const asks = error instanceof ApiError && error.code === 'confirmation_required'
  return asks ? (error.params as Record<string, string>) : undefined
}

interface OverProps {
  card: Card
  surplus: Record<string, string> | undefined
  confirmed: boolean
  confirm: (yes: boolean) => void
}

/** Where money goes that is more than what is left to pay (PAY-6), and whether it is meant. */
function Over({ card, surplus, confirmed, confirm }: OverProps) {
  const { t } = useTranslation('order')
  const money = useMoney()
  const sum = (text = '') => money(minorUnits(text, card.currency) ?? 0, card.currency)
  const full = card.may.record_payment.confirm
  return (
    <Alert color="orange" role="status">
      <Stack gap="xs">
        <Text size="sm">
          {full
            ? t('payment.over.full')
            : t('payment.over.more', { left: sum(surplus?.left), surplus: sum(surplus?.surplus) })}
        </Text>
        <Checkbox
          label={t('payment.over.confirm')}
          checked={confirmed}
          required
          onChange={(e) => confirm(e.currentTarget.checked)}
        />
      </Stack>
    </Alert>
  )
}

/** A manual payment was a mistake: why. */
export function VoidForm({ card, payment, close }: { card: Card; payment: Schemas['Payment']; close: () => void }) {
  const { t } = useTranslation('order')
  const [reason, setReason] = useState('')
  const drop = useChange(
    card.id,
    () => value(client.POST('/api/v1/payments/{id}/void', { params: { path: { id: payment.id } }, body: { reason } })),
    { quiet: true, done: close },
  )
  const faults = faultsByField(drop.error)
  return (
    <Form onSubmit={() => drop.mutate(undefined)}>
      <Refused card={card} error={drop.error} />
      <Text size="sm">{t('payment.void_help')}</Text>
      <LongText
        label={t('payment.void_reason')}
        required
        value={reason}
        error={faults.reason}
        onChange={setReason}
        data-autofocus
      />
      <Button type="submit" color="red" loading={drop.isPending}>
        {t('payment.form.void')}
      </Button>
    </Form>
  )
}

/** Money goes to another order of the customer, or to the deposit. */
export function MoveForm({ card, payment, close }: { card: Card; payment: Schemas['Payment']; close: () => void }) {
  const { t, i18n } = useTranslation('order')
  const [to, setTo] = useState('deposit')
  const orders = useQuery({
    queryKey: ['order', card.id, 'destinations', payment.id],
    queryFn: () =>
      value(
        client.GET('/api/v1/payments/{id}/destinations', {
          params: { path: { id: payment.id }, query: { limit: 100 } },
        }),
      ),
  })
  const move = useChange(
    card.id,
    () =>
      value(
        client.POST('/api/v1/payments/{id}/move', {
          params: { path: { id: payment.id } },
          body: to === 'deposit' ? {} : { to_order_id: Number(to) },
        }),
      ),
    { quiet: true, done: close },
  )
  return (
    <Asked query={orders} lines={2}>
      {(data) => (
        <Form onSubmit={() => move.mutate(undefined)}>
          <Refused card={card} error={move.error} />
          <Select
            label={t('payment.move_to')}
            description={data.next && t('payment.move_newest', { count: data.items.length })}
            allowDeselect={false}
            data={[
              { value: 'deposit', label: t('payment.deposit') },
              ...data.items.map((o) => ({
                value: String(o.id),
                label: `${t('title', { number: o.number })} — ${money(o.cost, o.currency, i18n.language)}`,
              })),
            ]}
            value={to}
            onChange={(next) => next && setTo(next)}
          />
          <Button type="submit" loading={move.isPending}>
            {t('payment.form.move')}
          </Button>
        </Form>
      )}
    </Asked>
  )
}
