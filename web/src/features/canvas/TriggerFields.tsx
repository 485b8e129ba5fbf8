import { Alert, Select } from '@mantine/core'
import type { FieldEntry, Params, Trigger } from './definition'
import { FieldInput } from './FieldInput'
import { useFaultsAt } from './faults'
import { useDesk, useWords } from './useEditor'
import { seconds } from './words'

interface Props {
  index: number
  trigger: Trigger
  onChange: (trigger: Trigger) => void
}

/** The settings of one way in. */
export function TriggerFields(props: Props) {
  const { trigger, index } = props
  const { vocabulary } = useDesk()
  const { warnings } = useFaultsAt(`triggers[${index}]`)
  const fields = vocabulary.triggers.find((e) => e.kind === trigger.kind)?.fields ?? []
  return (
    <>
      {warnings.map((w) => (
        <Alert key={w.path + w.code} color="orange" p="xs">
          {w.detail}
        </Alert>
      ))}
      {fields.map((field) => (
        <Setting key={field.name} field={field} {...props} />
      ))}
    </>
  )
}

function Setting({ field, index, trigger, onChange }: Props & { field: FieldEntry }) {
  const faults = useFaultsAt(`triggers[${index}]`)
  const set = (value: unknown) => {
    const { [field.name]: _, ...rest } = trigger
    onChange((value === undefined ? rest : { ...trigger, [field.name]: value }) as Trigger)
  }
  if (field.name === 'event') return <EventChoice trigger={trigger} onChange={onChange} fault={faults.of('event')} />
  if (field.form === 'match') return <Match index={index} trigger={trigger} onChange={onChange} />
  if (field.name === 'every_seconds')
    return <Often value={trigger.every_seconds} onChange={set} fault={faults.of('every_seconds')} />
  return (
    <FieldInput
      field={field}
      value={trigger[field.name]}
      beside={trigger}
      onChange={set}
      fault={faults.of(field.name)}
      faults={faults.within(field.name)}
    />
  )
}

function EventChoice({ trigger, onChange, fault }: Omit<Props, 'index'> & { fault: string | undefined }) {
  const { vocabulary, editor } = useDesk()
  const { t } = useWords()
  return (
    <Select
      label={t('field.event')}
      withAsterisk
      value={typeof trigger.event === 'string' && trigger.event !== '' ? trigger.event : null}
      allowDeselect={false}
      searchable
      disabled={editor.readOnly}
      error={fault}
      data={vocabulary.events.map(({ event }) => ({
        value: event,
        label: t(`event.${event as 'custom'}`, { defaultValue: event }),
      }))}
      onChange={(event) => {
        const { match: _, ...rest } = trigger
        if (event) onChange({ ...rest, event })
      }}
    />
  )
}

/** What the event's data must say. */
function Match({ index, trigger, onChange }: Props) {
  const { vocabulary } = useDesk()
  const faults = useFaultsAt(`triggers[${index}]`)
  const match = (trigger.match ?? {}) as Params
  const known = vocabulary.events.find((e) => e.event === trigger.event)?.match ?? []
  return known.map((field) => (
    <FieldInput
      key={field.name}
      field={called(field, String(trigger.event))}
      value={match[field.name]}
      beside={{ board_id: match.board }}
      fault={faults.of(`match.${field.name}`)}
      onChange={(value) => {
        const { [field.name]: _, ...rest } = match
        const next = value === undefined || value === '' ? rest : { ...rest, [field.name]: value }
        const { match: __, ...bare } = trigger
        onChange((Object.keys(next).length > 0 ? { ...bare, match: next } : bare) as Trigger)
      }}
    />
  ))
}

/** "from" and "to" mean statuses here and stages there; each has words of its own. */
function called(field: FieldEntry, event: string): FieldEntry {
  if (event === 'custom' && field.name === 'name') return { ...field, name: 'event_name' }
  return { ...field, name: `match_${field.name}` }
}

const paces = [0, 60, 300, 900, 3600, 21600, 86400]

function Often({
  value,
  onChange,
  fault,
}: {
  value: unknown
  onChange: (value: unknown) => void
  fault: string | undefined
}) {
  const { editor } = useDesk()
  const words = useWords()
  const { t } = words
  const now = typeof value === 'number' ? value : 60
  const all = paces.includes(now) ? paces : [...paces, now].sort((a, b) => a - b)
  return (
    <Select
      label={t('field.every_seconds')}
      value={String(now)}
      allowDeselect={false}
      disabled={editor.readOnly}
      error={fault}
      data={all.map((n) => ({
        value: String(n),
        label: n === 0 ? t('trigger.once') : t('trigger.every', { time: seconds(n, words) }),
      }))}
      onChange={(v) => v !== null && onChange(Number(v))}
    />
  )
}
