import { Checkbox, Group, NumberInput, Select, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { useReasons } from '@/features/order/queries'
import { boards } from '@/features/orders/queries'
import { everyOffer } from '@/features/segments/registry'
import { money } from '@/format/money'
import { LongText } from '@/ui/LongText'
import { type Status, statuses } from '@/ui/values'
import type { Part } from './WizardPage'

const idOf = (text: string | null) => (text === null ? null : Number(text))
const textOf = (id: number | null) => (id === null ? null : String(id))

/** Which order each customer gets. */
export function CreateTerms({ draft, set, faults }: Part) {
  const { t, i18n } = useTranslation('bulk')
  const can = useCan()
  const offers = (useQuery(everyOffer).data ?? []).filter((o) => !o.archived)
  return (
    <Stack gap="sm">
      <Select
        label={t('terms.offer')}
        placeholder={t('terms.choose_offer')}
        data={offers.map((o) => ({
          value: String(o.id),
          label: `${o.title} · ${money(o.price, o.currency, i18n.language)}`,
        }))}
        value={textOf(draft.offer)}
        onChange={(id) => set({ offer: idOf(id) })}
        searchable
        error={faults['create.offer_id']}
      />
      <Place draft={draft} set={set} faults={faults} />
      {can('order.create_terms') && (
        <NumberInput
          label={t('terms.quantity')}
          w={140}
          min={1}
          max={10_000}
          allowDecimal={false}
          value={draft.quantity}
          onChange={(n) => set({ quantity: typeof n === 'number' ? n : 1 })}
          error={faults['create.quantity']}
        />
      )}
      <Checkbox
        label={t('terms.letter')}
        description={t('terms.letter_help')}
        checked={draft.letter}
        onChange={(e) => set({ letter: e.currentTarget.checked })}
      />
      {can('order.create_terms') && (
        <Checkbox
          label={t('terms.deposit')}
          checked={draft.deposit}
          onChange={(e) => set({ deposit: e.currentTarget.checked })}
        />
      )}
    </Stack>
  )
}

/** On which board and stage the orders begin. */
function Place({ draft, set, faults }: Part) {
  const { t } = useTranslation('bulk')
  const all = useQuery(boards).data ?? []
  const stages = all.find((b) => b.id === draft.board)?.stages.filter((s) => !s.archived) ?? []
  return (
    <Group grow align="flex-start">
      <Select
        label={t('terms.board')}
        placeholder={t('terms.usual_board')}
        data={all.map((b) => ({ value: String(b.id), label: b.title }))}
        value={textOf(draft.board)}
        onChange={(id) => set({ board: idOf(id), stage: null })}
        clearable
        error={faults['create.board_id']}
      />
      <Select
        label={t('terms.stage')}
        placeholder={t('terms.first_stage')}
        data={stages.map((s) => ({ value: String(s.id), label: s.title }))}
        value={textOf(draft.stage)}
        disabled={draft.board === null}
        onChange={(id) => set({ stage: idOf(id) })}
        clearable
        error={faults['create.stage_id']}
      />
    </Group>
  )
}

/** Which status each order gets; with a reason where orders are called off. */
export function StatusTerms({ draft, set, faults, endsAccess }: Part & { endsAccess: boolean }) {
  const { t } = useTranslation(['bulk', 'common'])
  const reasons = useReasons().filter((r) => !r.archived)
  const closes = draft.to === 'cancelled' || draft.to === 'false'
  return (
    <Stack gap="sm">
      <Select
        label={t('terms.status')}
        placeholder={t('terms.choose_status')}
        data={statuses.map((s) => ({ value: s, label: t(`common:status.${s}`) }))}
        value={draft.to}
        onChange={(to) => set({ to: to as Status | null })}
        maxDropdownHeight={360}
        error={faults['status.to']}
      />
      {closes && (
        <Select
          label={t('terms.reason')}
          data={reasons.map((r) => ({ value: String(r.id), label: r.name }))}
          value={textOf(draft.reason)}
          onChange={(id) => set({ reason: idOf(id) })}
          clearable
          error={faults['status.refusal_reason_id']}
        />
      )}
      <LongText
        label={t('terms.comment')}
        maxLength={4000}
        value={draft.comment}
        onChange={(text) => set({ comment: text })}
        error={faults['status.comment']}
      />
      {endsAccess && (
        <Checkbox
          label={t('terms.confirm')}
          description={t('terms.confirm_help')}
          checked={draft.confirm}
          onChange={(e) => set({ confirm: e.currentTarget.checked })}
        />
      )}
    </Stack>
  )
}
