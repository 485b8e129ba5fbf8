import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { exponents } from '@/api/generated/currencies'
import { faultsByField } from '@/api/problem'
import { minorUnits, money } from '@/format/money'
import { LongText } from '@/ui/LongText'
import { type Profile, useCustomerChange } from './queries'

export type DepositKind = Schemas['DepositChange']['kind']

interface Props {
  profile: Profile
  kind: DepositKind
  close: () => void
}

/** Puts money on the deposit, takes it off, or records that it was given back. */
export function DepositForm({ profile, kind, close }: Props) {
  const { t, i18n } = useTranslation('customers')
  const currencies =
    kind === 'top_up' ? choices(profile) : profile.deposits.filter((d) => d.balance > 0).map((d) => d.currency)
  const [currency, setCurrency] = useState(currencies[0] ?? 'RUB')
  const [sum, setSum] = useState('')
  const [comment, setComment] = useState('')
  const attempt = useAttempt()
  const amount = minorUnits(sum, currency)
  const wrong = sum !== '' && (amount === undefined || amount === 0)
  const change = useCustomerChange(
    profile.id,
    (body: Schemas['DepositChange']) =>
      value(
        client.POST('/api/v1/customers/{id}/deposit-entries', {
          params: { path: { id: profile.id } },
          body,
          headers: { 'Idempotency-Key': attempt.keyFor(body) },
        }),
      ),
    { quiet: true, done: close },
  )
  const faults = faultsByField(change.error)
  const balance = profile.deposits.find((d) => d.currency === currency)?.balance ?? 0
  return (
    <form
      noValidate
      onSubmit={(e) => {
        e.preventDefault()
        if (amount) change.mutate({ kind, currency, amount, ...(comment.trim() ? { comment } : {}) })
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t(`deposit.about.${kind}`)} {t('deposit.now', { sum: money(balance, currency, i18n.language) })}
        </Text>
        {change.error && Object.keys(faults).length === 0 && (
          <Alert color="red" role="alert">
            {change.error.message}
          </Alert>
        )}
        <Group grow align="flex-start">
          <TextInput
            label={t('deposit.sum')}
            inputMode="decimal"
            required
            value={sum}
            error={faults.amount ?? (wrong ? t('deposit.not_a_sum') : undefined)}
            onChange={(e) => setSum(e.currentTarget.value)}
            data-autofocus
          />
          <Select
            label={t('deposit.currency')}
            data={currencies}
            value={currency}
            allowDeselect={false}
            searchable
            error={faults.currency}
            onChange={(code) => code && setCurrency(code)}
          />
        </Group>
        <LongText
          label={t('deposit.comment')}
          maxLength={4000}
          value={comment}
          error={faults.comment}
          onChange={setComment}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending} disabled={!amount}>
            {t(`deposit.do.${kind}`)}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** The currencies that the customer has dealt in come first. */
function choices(profile: Profile): string[] {
  const known = [...profile.deposits.map((d) => d.currency), ...profile.orders.map((o) => o.currency)]
  return [...new Set([...known, 'RUB', ...Object.keys(exponents).sort()])]
}
