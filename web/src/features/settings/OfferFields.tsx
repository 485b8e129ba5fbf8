import {
  Checkbox,
  Divider,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { exponents } from '@/api/generated/currencies'
import type { Edit } from '@/ui/edit'
import { LongText } from '@/ui/LongText'
import { AccessFields } from './AccessFields'
import { codeOf, type OfferForm } from './offer-form'
import { allProducts } from './queries'

/** The terms of an offer, in plain words and in the order in which a buyer meets them. */
export function OfferFields({ edit, fresh = false }: { edit: Edit<OfferForm>; fresh?: boolean }) {
  return (
    <Stack gap="lg" maw={720}>
      <What edit={edit} fresh={fresh} />
      <Paying edit={edit} />
      <Access edit={edit} />
      <Repeats edit={edit} />
      <Letters edit={edit} />
    </Stack>
  )
}

interface Props {
  edit: Edit<OfferForm>
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap="sm" component="section" aria-label={title}>
      <Divider />
      <Title order={2} size="h4">
        {title}
      </Title>
      {children}
    </Stack>
  )
}

function What({ edit: { form, faults, set }, fresh }: Props & { fresh: boolean }) {
  const { t, i18n } = useTranslation('settings')
  const products = useQuery(allProducts).data ?? []
  const names = new Intl.DisplayNames(i18n.language, { type: 'currency' })
  const title = (text: string) =>
    set({ title: text, ...(fresh && form.code === codeOf(form.title) ? { code: codeOf(text) } : {}) })
  return (
    <Stack gap="sm">
      <Group grow align="flex-start" preventGrowOverflow={false}>
        <TextInput
          label={t('offer.field.title')}
          description={t('offer.title_help')}
          required
          value={form.title}
          error={faults.title}
          onChange={(e) => title(e.currentTarget.value)}
          maxLength={200}
          miw={220}
        />
        <TextInput
          label={t('offer.field.code')}
          description={t('offer.code_help')}
          required
          value={form.code}
          error={faults.code}
          onChange={(e) => set({ code: e.currentTarget.value })}
          miw={220}
        />
      </Group>
      <Group grow align="flex-start">
        <TextInput
          label={t('offer.field.price')}
          description={t('offer.price_help')}
          inputMode="decimal"
          required
          value={form.price}
          error={faults.price}
          onChange={(e) => set({ price: e.currentTarget.value })}
        />
        <Select
          label={t('offer.field.currency')}
          description={'\u00a0'}
          data={Object.keys(exponents)
            .sort()
            .map((code) => ({ value: code, label: `${code} — ${names.of(code)}` }))}
          searchable
          allowDeselect={false}
          value={form.currency}
          error={faults.currency}
          onChange={(currency) => currency && set({ currency })}
        />
      </Group>
      <MultiSelect
        label={t('offer.field.product_ids')}
        description={t('offer.products_help')}
        placeholder={form.product_ids.length === 0 ? t('offer.no_products') : ''}
        data={products
          .filter((p) => !p.archived || form.product_ids.includes(p.id))
          .map((p) => ({ value: String(p.id), label: p.title }))}
        searchable
        clearable
        value={form.product_ids.map(String)}
        error={faults.product_ids}
        onChange={(ids) => set({ product_ids: ids.map(Number).sort((a, b) => a - b) })}
      />
    </Stack>
  )
}

type Late = OfferForm['late_policy']

function Paying({ edit: { form, faults, set } }: Props) {
  const { t } = useTranslation('settings')
  const policies = (known: readonly Late[]) =>
    known.map((policy) => ({ value: policy, label: t(`offer.late.${policy}`) }))
  const dated = form.deadline_days !== null
  return (
    <Part title={t('offer.part.paying')}>
      <Checkbox
        label={t('offer.parts')}
        description={t('offer.parts_help')}
        checked={form.smallest_part !== ''}
        onChange={(e) => set({ smallest_part: e.currentTarget.checked ? '1000' : '' })}
      />
      {form.smallest_part !== '' && (
        <TextInput
          label={`${t('offer.field.smallest_part')}, ${form.currency}`}
          inputMode="decimal"
          maw={260}
          value={form.smallest_part}
          error={faults.smallest_part}
          onChange={(e) => set({ smallest_part: e.currentTarget.value || '0' })}
        />
      )}
      <Checkbox
        label={t('offer.deadline')}
        description={t('offer.deadline_help')}
        checked={dated}
        onChange={(e) => set({ deadline_days: e.currentTarget.checked ? 3 : null })}
      />
      {dated && (
        <Group align="flex-start">
          <NumberInput
            label={t('offer.field.deadline_days')}
            min={1}
            max={36500}
            allowDecimal={false}
            w={140}
            value={form.deadline_days ?? ''}
            error={faults.deadline_days}
            onChange={(days) => set({ deadline_days: Number(days) || 0 })}
          />
          <Select
            label={t('offer.field.deadline_action')}
            data={(['cancel', 'keep'] as const).map((action) => ({
              value: action,
              label: t(`offer.overdue.${action}`),
            }))}
            allowDeselect={false}
            value={form.deadline_action}
            onChange={(action) => action && set({ deadline_action: action as 'keep' })}
            flex={1}
            miw={240}
          />
        </Group>
      )}
      <Checkbox
        label={t('offer.field.order_again')}
        description={t('offer.order_again_help')}
        checked={form.order_again}
        onChange={(e) => set({ order_again: e.currentTarget.checked })}
      />
      <Select
        label={t('offer.field.late_policy')}
        description={t('offer.late_help')}
        data={policies(['reopen', 'deposit', 'refund', 'ask'])}
        allowDeselect={false}
        value={form.late_policy}
        onChange={(policy) => policy && set({ late_policy: policy as 'ask' })}
      />
      <Select
        label={t('offer.field.late_person_policy')}
        description={t('offer.late_person_help')}
        data={policies(['ask', 'deposit', 'refund'])}
        allowDeselect={false}
        value={form.late_person_policy}
        onChange={(policy) => policy && set({ late_person_policy: policy as 'ask' })}
      />
    </Part>
  )
}

function Access({ edit }: Props) {
  const { t } = useTranslation('settings')
  const { form, faults, set } = edit
  return (
    <Part title={t('offer.part.after')}>
      <Checkbox
        label={t('offer.field.auto_complete')}
        description={t('offer.auto_complete_help')}
        checked={form.auto_complete}
        onChange={(e) => set({ auto_complete: e.currentTarget.checked })}
      />
      <AccessFields edit={edit} />
      <LongText
        label={t('offer.field.paid_text')}
        description={t('offer.paid_text_help')}
        value={form.paid_text}
        error={faults.paid_text}
        onChange={(text) => set({ paid_text: text })}
      />
      <TextInput
        label={t('offer.field.paid_url')}
        description={t('offer.paid_url_help')}
        type="url"
        placeholder="https://"
        value={form.paid_url}
        error={faults.paid_url}
        onChange={(e) => set({ paid_url: e.currentTarget.value })}
      />
    </Part>
  )
}

const repeats = ['', 'create', 'skip', 'reuse', 'replace'] as const

function Repeats({ edit: { form, set } }: Props) {
  const { t } = useTranslation('settings')
  return (
    <Part title={t('offer.part.repeats')}>
      <Text size="sm" c="dimmed">
        {t('offer.repeats_help')}
      </Text>
      <Select
        label={t('offer.field.duplicate_policy')}
        description={t(`offer.duplicate_help.${form.duplicate_policy || 'usual'}`)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={repeats.map((policy) => ({ value: policy || 'usual', label: t(`offer.duplicate.${policy || 'usual'}`) }))}
        allowDeselect={false}
        value={form.duplicate_policy || 'usual'}
        onChange={(policy) => policy && set({ duplicate_policy: policy === 'usual' ? '' : (policy as 'create') })}
      />
    </Part>
  )
}

function Letters({ edit: { form, set } }: Props) {
  const { t } = useTranslation('settings')
  return (
    <Part title={t('offer.part.letters')}>
      <Checkbox
        label={t('offer.field.letter_on_create')}
        description={t('offer.letter_help')}
        checked={form.letter_on_create}
        onChange={(e) => set({ letter_on_create: e.currentTarget.checked })}
      />
    </Part>
  )
}
