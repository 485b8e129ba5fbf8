import { Autocomplete, Radio, Stack, Switch } from '@mantine/core'
import type { FieldEntry, Params } from './definition'
import { DurationInput, FieldInput } from './FieldInput'
import { useFaultsAt } from './faults'
import { useDesk, useEdited, useWords } from './useEditor'

/** Who may enter again, what counts as a day, how often a failing block is tried. */
export function PolicyFields() {
  const { vocabulary, editor } = useDesk()
  const policies = useEdited((s) => s.doc.definition.policies) ?? none
  const set = (name: string, value: unknown) =>
    editor.edit((doc) => {
      const { [name]: _, ...rest } = doc.definition.policies ?? {}
      return {
        ...doc,
        definition: { ...doc.definition, policies: value === undefined ? rest : { ...rest, [name]: value } },
      }
    }, `policy ${name}`)
  return (
    <Stack gap="md">
      {vocabulary.policies.map((field) => (
        <Policy
          key={field.name}
          field={field}
          value={policies[field.name] ?? field.default}
          set={(v) => set(field.name, v)}
        />
      ))}
    </Stack>
  )
}

const none: Params = {}

function Policy({ field, value, set }: { field: FieldEntry; value: unknown; set: (value: unknown) => void }) {
  const { editor } = useDesk()
  const { t } = useWords()
  const faults = useFaultsAt(`policies.${field.name}`)
  const group = (value ?? {}) as Params
  switch (field.name) {
    case 'reentry':
      return (
        <Radio.Group label={t('field.reentry')} value={String(value)} onChange={set}>
          <Stack gap={6} mt={6}>
            {(field.choices ?? []).map((choice) => (
              <Radio
                key={choice}
                value={choice}
                disabled={editor.readOnly}
                label={t(`reentry.${choice as 'once'}`)}
                description={t(`reentry_help.${choice as 'once'}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
      )
    case 'cooldown':
      return <DurationInput field={field} value={value} beside={none} onChange={set} fault={faults.of('')} />
    case 'chain':
      return (
        <Switch
          label={t('field.allow_self')}
          description={t('help.allow_self')}
          checked={group.allow_self === true}
          disabled={editor.readOnly}
          onChange={(e) => set(e.currentTarget.checked ? { allow_self: true } : {})}
        />
      )
    case 'time_zone':
      return <Zone value={String(value ?? 'account')} set={set} fault={faults.of('')} />
    case 'retry':
      return (field.fields ?? []).map((part) => (
        <FieldInput
          key={part.name}
          field={part}
          value={group[part.name] ?? part.default}
          beside={group}
          onChange={(v) => v !== undefined && set({ ...group, [part.name]: v })}
          fault={faults.of(part.name)}
        />
      ))
    default:
      return <FieldInput field={field} value={value} beside={none} onChange={set} fault={faults.of('')} />
  }
}

/** The school's zone, the customer's own, or one by name. */
function Zone({ value, set, fault }: { value: string; set: (value: unknown) => void; fault: string | undefined }) {
  const { editor } = useDesk()
  const { t } = useWords()
  const words = { account: t('zone.account'), customer: t('zone.customer') }
  const shown = value === 'account' || value === 'customer' ? words[value] : value
  const codeOf = (text: string) => (text === words.account ? 'account' : text === words.customer ? 'customer' : text)
  return (
    <Autocomplete
      label={t('field.time_zone')}
      description={t('help.time_zone')}
      value={shown}
      limit={10}
      error={fault}
      disabled={editor.readOnly}
      data={[words.account, words.customer, ...Intl.supportedValuesOf('timeZone')]}
      onChange={(text) => set(codeOf(text))}
    />
  )
}
