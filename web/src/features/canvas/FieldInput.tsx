import { Autocomplete, Group, Input, NumberInput, Select, Stack, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { boards } from '@/features/orders/queries'
import { moment } from '@/format/date'
import { LongText } from '@/ui/LongText'
import { MomentPicker } from '@/ui/MomentPicker'
import type { Duration, FieldEntry, Params } from './definition'
import { RuleField } from './RuleField'
import { useDesk, useWords } from './useEditor'

export interface FieldProps {
  field: FieldEntry
  value: unknown
  /** The other settings beside it. */
  beside: Params
  onChange: (value: unknown) => void
  fault?: string | undefined
  /** What is said of the parts of a rule, by their paths within it. */
  faults?: Record<string, string> | undefined
}

/** Whether the setting has a meaning beside the others. */
export function applies(field: FieldEntry, beside: Params): boolean {
  return Object.entries(field.when ?? {}).every(([name, values]) => values.includes(String(beside[name] ?? '')))
}

/** One setting, as the API describes it. An empty one is left out: the checker says what is missing. */
export function FieldInput(props: FieldProps) {
  const { field } = props
  switch (field.form) {
    case 'duration':
      return <DurationInput {...props} />
    case 'rule':
      return <RuleField {...props} />
    case 'flag':
      return <Flag {...props} />
    case 'time':
      return <Moment {...props} />
    case 'integer':
      return field.of === 'board' || field.of === 'stage' || field.of === 'refusal_reason' ? (
        <Choice {...props} />
      ) : (
        <Whole {...props} />
      )
    default:
      if (field.choices || field.of === 'offer' || field.of === 'letter_template') return <Choice {...props} />
      if (field.of === 'words') return <Words {...props} />
      return <Line {...props} />
  }
}

/** What a setting is called, and what it is for. */
export function useLabel(field: FieldEntry) {
  const { t } = useTranslation('canvas')
  const help = t(`help.${field.name as 'part'}`, { defaultValue: '' })
  return {
    label: t(`field.${field.name as 'tag'}`, { defaultValue: field.name }),
    ...(help ? { description: help } : {}),
    ...(field.required ? { withAsterisk: true } : {}),
  }
}

function useReadOnly() {
  return useDesk().editor.readOnly
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

function Line({ field, value, onChange, fault }: FieldProps) {
  const common = {
    ...useLabel(field),
    value: textOf(value),
    error: fault,
    disabled: useReadOnly(),
    maxLength: field.max ?? 200,
  }
  return field.of === 'time_zone' ? (
    <Autocomplete {...common} data={Intl.supportedValuesOf('timeZone')} limit={8} onChange={onChange} />
  ) : (
    <TextInput {...common} onChange={(e) => onChange(e.currentTarget.value)} />
  )
}

function Words({ field, value, onChange, fault }: FieldProps) {
  return (
    <LongText
      {...useLabel(field)}
      maxLength={field.max ?? 2000}
      value={textOf(value)}
      error={fault}
      disabled={useReadOnly()}
      onChange={(text) => onChange(text || (field.required ? '' : undefined))}
    />
  )
}

function Whole({ field, value, onChange, fault }: FieldProps) {
  const cents = field.of === 'money'
  const shown = typeof value === 'number' ? (cents ? value / 100 : value) : ''
  return (
    <NumberInput
      {...useLabel(field)}
      value={shown}
      min={cents ? 0 : (field.min ?? Number.MIN_SAFE_INTEGER)}
      {...(field.max !== undefined && !cents ? { max: field.max } : {})}
      decimalScale={cents ? 2 : 0}
      decimalSeparator=","
      thousandSeparator=" "
      error={fault}
      disabled={useReadOnly()}
      onChange={(n) => onChange(typeof n === 'number' ? (cents ? Math.round(n * 100) || undefined : n) : undefined)}
    />
  )
}

function Flag({ field, value, onChange, fault }: FieldProps) {
  return (
    <Switch
      {...useLabel(field)}
      checked={value === true}
      error={fault}
      disabled={useReadOnly()}
      onChange={(e) => onChange(e.currentTarget.checked || undefined)}
    />
  )
}

function Moment({ field, value, onChange, fault }: FieldProps) {
  const { where } = useWords()
  const { label } = useLabel(field)
  const at = typeof value === 'string' ? value : null
  if (useReadOnly()) return <TextInput label={label} value={at ? moment(at, where, true) : ''} readOnly />
  return <MomentPicker label={label} value={at} error={fault} onChange={(next) => onChange(next ?? undefined)} />
}

function Choice({ field, value, beside, onChange, fault }: FieldProps) {
  const data = useChoices(field, beside)
  const whole = field.form === 'integer'
  const shown = value === undefined || value === null || value === '' ? null : String(value)
  const known = shown === null || data.some((d) => d.value === shown)
  return (
    <Select
      {...useLabel(field)}
      value={shown}
      data={known ? data : [...data, { value: shown, label: shown }]}
      searchable={data.length > 6}
      clearable={!field.required}
      limit={100}
      error={fault}
      disabled={useReadOnly()}
      onChange={(v) => onChange(v === null ? undefined : whole ? Number(v) : v)}
    />
  )
}

/** What can be chosen: what the API lists, or the things that exist. */
function useChoices(field: FieldEntry, beside: Params): { value: string; label: string }[] {
  const { names, t } = useWords()
  const places = useQuery({ ...boards, enabled: field.of === 'stage' }).data
  if (field.of === 'stage') {
    const board = places?.find((b) => (beside.board_id ? b.id === beside.board_id : b.default))
    return board?.stages.map((s) => ({ value: String(s.id), label: s.title })) ?? []
  }
  const called = names[field.of ?? '']
  if (field.choices)
    return field.choices.map((value) => ({
      value,
      label: called?.get(value) ?? t(`choice.${field.name as 'on'}.${value as 'order'}`, { defaultValue: value }),
    }))
  return [...(called ?? [])].map(([value, label]) => ({ value, label }))
}

const units = ['minutes', 'hours', 'days', 'weeks', 'months'] as const

/** A length of time: how many of which unit. The unit is kept: three days are not always 72 hours. */
export function DurationInput({ field, value, onChange, fault }: FieldProps) {
  const { t } = useTranslation('canvas')
  const { label, description } = useLabel(field)
  const now = (value ?? {}) as Partial<Duration>
  const readOnly = useReadOnly()
  const unit = now.unit ?? 'days'
  const choices = field.fields?.find((f) => f.name === 'unit')?.choices ?? units
  return (
    <Stack gap={4} role="group" aria-label={label}>
      <Input.Label labelElement="div">{label}</Input.Label>
      {description && <Input.Description>{description}</Input.Description>}
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <NumberInput
          aria-label={`${label}: ${t('duration.amount')}`}
          value={now.amount ?? ''}
          min={0}
          decimalScale={0}
          w={110}
          error={fault !== undefined}
          disabled={readOnly}
          onChange={(n) => onChange(typeof n === 'number' ? { amount: n, unit } : undefined)}
        />
        <Select
          aria-label={`${label}: ${t('duration.unit')}`}
          value={unit}
          allowDeselect={false}
          flex={1}
          disabled={readOnly}
          data={choices.map((u) => ({ value: u, label: t(`unit.${u as 'days'}`) }))}
          onChange={(u) => u && onChange({ amount: now.amount ?? 1, unit: u })}
        />
      </Group>
      {fault && <Input.Error>{fault}</Input.Error>}
    </Stack>
  )
}
