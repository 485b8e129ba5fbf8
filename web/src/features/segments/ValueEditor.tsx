import { Group as Line, MultiSelect, NumberInput, Select, TagsInput, TextInput } from '@mantine/core'
import { DatePickerInput, DateTimePicker } from '@mantine/dates'
import { useTranslation } from 'react-i18next'
import { exponents } from '@/api/generated/currencies'
import { useMe } from '@/app/session'
import { instant, wall } from '@/format/zone'
import { useBuilder, useFault } from './context'
import type { Field } from './registry'
import { type Duration, listOf, shapeOf, type Unit, units } from './rule'
import type { Row } from './tree'

interface Props {
  row: Row
  field: Field
  onChange: (value: unknown) => void
}

/** What a condition compares with, typed by the field and the operator. */
export function ValueEditor({ row, field, onChange }: Props) {
  const { t } = useTranslation('segments')
  const fault = useFault(row.id)
  const one = { field, label: t('builder.value'), value: row.value, onChange, error: fault('value') }
  switch (shapeOf(row.operator)) {
    case 'none':
      return <span />
    case 'list':
      return <Many {...one} />
    case 'pair':
      return <Pair row={row} field={field} onChange={onChange} />
    case 'duration':
      return <Span {...one} />
    case 'day':
      return <Day {...one} />
    default:
      return <One {...one} />
  }
}

interface Input {
  field: Field
  label: string
  value: unknown
  onChange: (value: unknown) => void
  error: string | undefined
}

/** One value of the field's type. */
function One(props: Input) {
  const { field } = props
  if (field.type === 'money') return <Sum {...props} />
  if (field.type === 'number') return <Whole {...props} />
  if (field.type === 'date') return <Moment {...props} />
  if (field.type === 'flag') return <Flag {...props} />
  if (field.type === 'choice' || field.refers) return <Choice {...props} />
  if (field.type === 'id' || field.type === 'id_set') return <Whole {...props} />
  return <Words {...props} />
}

function Words({ label, value, onChange, error }: Input) {
  return (
    <TextInput
      size="sm"
      aria-label={label}
      maxLength={500}
      value={typeof value === 'string' ? value : ''}
      error={error}
      onChange={(e) => onChange(e.currentTarget.value)}
    />
  )
}

function Whole({ label, value, onChange, error }: Input) {
  return (
    <NumberInput
      size="sm"
      aria-label={label}
      allowDecimal={false}
      hideControls
      value={typeof value === 'number' ? value : ''}
      error={error}
      onChange={(n) => onChange(typeof n === 'number' ? n : undefined)}
    />
  )
}

/** A sum: minor units in the rule, decimals of the currency on the screen. */
function Sum({ label, value, onChange, error }: Input) {
  const { i18n } = useTranslation()
  const { currency } = useBuilder()
  const places = exponents[currency] ?? 2
  return (
    <NumberInput
      size="sm"
      aria-label={label}
      decimalScale={places}
      decimalSeparator={i18n.language === 'ru' ? ',' : '.'}
      allowedDecimalSeparators={['.', ',']}
      thousandSeparator=" "
      hideControls
      rightSection={symbolOf(currency, i18n.language)}
      rightSectionWidth={44}
      value={typeof value === 'number' ? value / 10 ** places : ''}
      error={error}
      onChange={(n) => onChange(typeof n === 'number' ? Math.round(n * 10 ** places) : undefined)}
    />
  )
}

function symbolOf(currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
  return format.formatToParts(0).find((p) => p.type === 'currency')?.value ?? currency
}

/** A moment, on the clock of the school. */
function Moment({ label, value, onChange, error }: Input) {
  const { time_zone } = useMe().school
  return (
    <DateTimePicker
      size="sm"
      aria-label={label}
      valueFormat="DD.MM.YYYY HH:mm"
      clearable
      value={typeof value === 'string' ? wall(value, time_zone) : null}
      error={error}
      onChange={(at) => onChange(at ? instant(at, time_zone) : undefined)}
    />
  )
}

function Day({ label, value, onChange, error }: Input) {
  return (
    <DatePickerInput
      size="sm"
      aria-label={label}
      valueFormat="DD.MM.YYYY"
      clearable
      value={typeof value === 'string' ? value.slice(0, 10) : null}
      error={error}
      onChange={(day) => onChange(day ?? undefined)}
    />
  )
}

function Flag({ label, value, onChange, error }: Input) {
  const { t } = useTranslation('segments')
  return (
    <Select
      size="sm"
      aria-label={label}
      data={[
        { value: 'true', label: t('yes') },
        { value: 'false', label: t('no') },
      ]}
      value={String(value)}
      allowDeselect={false}
      error={error}
      onChange={(v) => onChange(v === 'true')}
    />
  )
}

/** What a choice, or an id that names something, may be; groups where titles repeat. */
function useOptions(field: Field) {
  const { filter, references } = useBuilder()
  if (!field.refers) {
    const open = (field.choices ?? []).filter((c) => filter || !c.filter_only)
    return open.map((c) => ({ value: c.value, label: c.title }))
  }
  const named = references[field.refers]
  const option = ({ id, title }: { id: number; title: string }) => ({ value: String(id), label: title })
  const groups = [...new Set(named.map((n) => n.group))]
  if (groups.length < 2) return named.map(option)
  return groups.map((group) => ({ group: group ?? '', items: named.filter((n) => n.group === group).map(option) }))
}

function Choice({ field, label, value, onChange, error }: Input) {
  const { t } = useTranslation('segments')
  const read = (v: string) => (field.refers ? Number(v) : v)
  return (
    <Select
      size="sm"
      aria-label={label}
      placeholder={t('builder.choose')}
      data={useOptions(field)}
      value={value === undefined || value === null ? null : String(value)}
      searchable
      maxDropdownHeight={320}
      error={error}
      onChange={(v) => onChange(v === null ? undefined : read(v))}
    />
  )
}

/** Several values: chosen where they are known, else typed. */
function Many(props: Input) {
  const { t } = useTranslation('segments')
  const { field, label, value, onChange, error } = props
  const values = listOf(value).map(String)
  const known = field.type === 'choice' || field.refers !== undefined
  const whole = field.type === 'id' || field.type === 'number' || field.type === 'id_set'
  const read = (all: string[]) => onChange(whole ? all.map(Number).filter(Number.isSafeInteger) : all)
  const options = useOptions(field)
  const shared = {
    size: 'sm' as const,
    'aria-label': label,
    value: values,
    error,
    onChange: read,
    maxDropdownHeight: 320,
  }
  if (known) {
    return (
      <MultiSelect
        {...shared}
        data={options}
        searchable
        hidePickedOptions
        placeholder={values.length > 0 ? '' : t('builder.choose')}
      />
    )
  }
  return (
    <TagsInput
      {...shared}
      splitChars={[',', ' ', ';', '\n'].slice(0, whole ? 4 : 1)}
      acceptValueOnBlur
      maxTags={1000}
      placeholder={values.length > 0 ? '' : t(whole ? 'builder.numbers' : 'builder.values')}
    />
  )
}

/** "From … to …", both ends inside. */
function Pair({ row, field, onChange }: Props) {
  const { t } = useTranslation('segments')
  const fault = useFault(row.id)
  const [from, to] = listOf(row.value)
  const both = (a: unknown, b: unknown) => onChange([a ?? null, b ?? null])
  const reversed = isAfter(from, to) ? t('builder.reversed') : undefined
  const whole = fault('value[0]') || fault('value[1]') ? undefined : fault('value')
  return (
    <Line gap="xs" wrap="nowrap" align="flex-start" grow preventGrowOverflow={false}>
      <One
        field={field}
        label={t('builder.from')}
        value={from}
        error={fault('value[0]') ?? whole}
        onChange={(v) => both(v, to)}
      />
      <One
        field={field}
        label={t('builder.to')}
        value={to}
        error={reversed ?? fault('value[1]')}
        onChange={(v) => both(from, v)}
      />
    </Line>
  )
}

/** "3 days". */
function Span({ value, onChange, error }: Input) {
  const { t } = useTranslation('segments')
  const { amount, unit } = (value ?? {}) as Partial<Duration>
  return (
    <Line gap="xs" wrap="nowrap" align="flex-start">
      <NumberInput
        size="sm"
        w={84}
        aria-label={t('builder.amount')}
        min={0}
        allowDecimal={false}
        value={amount ?? ''}
        error={error}
        onChange={(n) => onChange({ amount: typeof n === 'number' ? n : undefined, unit })}
      />
      <Select
        size="sm"
        flex={1}
        miw={104}
        aria-label={t('builder.unit')}
        data={units.map((u) => ({ value: u, label: t(`unit.${u}`) }))}
        value={unit ?? 'days'}
        allowDeselect={false}
        onChange={(u) => u && onChange({ amount, unit: u as Unit })}
      />
    </Line>
  )
}

/** Whether a range ends before it begins. */
function isAfter(from: unknown, to: unknown): boolean {
  if (typeof from === 'number' && typeof to === 'number') return from > to
  return typeof from === 'string' && typeof to === 'string' && Date.parse(from) > Date.parse(to)
}
