import { Checkbox, Radio, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { type Right, useMe } from '@/app/session'
import { EditForm } from '@/ui/EditForm'
import { useNew } from '@/ui/edit'
import { settingKeys } from './queries'
import { keyOf } from './RolesPage'

interface Form {
  title: string
  /** null: all rights of the person. */
  scopes: Right[] | null
  /** Days from now; null: never. */
  days: number | null
}

const lives = [30, 90, 365] as const

interface Props {
  close: () => void
  done: (token: Schemas['SecretToken']) => void
}

/** Makes an API token: what for, what it may do, how long. */
export function TokenForm({ done }: Props) {
  const { t } = useTranslation('settings')
  const me = useMe()
  const edit = useNew<Form, Schemas['SecretToken']>({
    blank: { title: '', scopes: null, days: 90 },
    create: ({ title, scopes, days }, key) =>
      value(
        client.POST('/api/v1/tokens', {
          body: { title, ...(scopes ? { scopes } : {}), ...(days ? { days } : {}) },
          headers: { 'Idempotency-Key': key },
        }),
      ),
    affects: [settingKeys.tokens],
    done,
  })
  const { form, faults, set } = edit
  return (
    <EditForm edit={edit} names={{}} fresh>
      <Stack>
        <TextInput
          label={t('token.title')}
          description={t('token.title_help')}
          required
          value={form.title}
          error={faults.title}
          onChange={(e) => set({ title: e.currentTarget.value })}
          maxLength={200}
          data-autofocus
        />
        <Select
          label={t('token.expires')}
          data={[
            ...lives.map((days) => ({ value: String(days), label: t('token.days', { count: days }) })),
            { value: 'never', label: t('token.forever') },
          ]}
          allowDeselect={false}
          value={form.days ? String(form.days) : 'never'}
          error={faults.days ?? faults.expires_at}
          onChange={(life) => life && set({ days: life === 'never' ? null : Number(life) })}
          maw={260}
        />
        <Radio.Group
          label={t('token.scopes')}
          value={form.scopes ? 'some' : 'all'}
          error={faults.scopes}
          onChange={(which) => set({ scopes: which === 'all' ? null : [] })}
        >
          <Stack gap="xs" mt={6}>
            <Radio value="all" label={t('token.all_of', { name: me.name })} />
            <Radio value="some" label={t('token.chosen')} />
          </Stack>
        </Radio.Group>
        {form.scopes && <Scopes rights={me.rights} chosen={form.scopes} onChange={(scopes) => set({ scopes })} />}
      </Stack>
    </EditForm>
  )
}

function Scopes({
  rights,
  chosen,
  onChange,
}: {
  rights: Right[]
  chosen: Right[]
  onChange: (chosen: Right[]) => void
}) {
  const { t } = useTranslation('settings')
  return (
    <Checkbox.Group value={chosen} onChange={(list) => onChange(list as Right[])} aria-label={t('token.scopes')}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={6} verticalSpacing={6}>
        {rights.map((right) => (
          <Checkbox key={right} value={right} size="sm" label={t(`right.${keyOf(right)}`)} />
        ))}
      </SimpleGrid>
      {chosen.length === 0 && (
        <Text size="xs" c="dimmed" mt="xs">
          {t('token.choose')}
        </Text>
      )}
    </Checkbox.Group>
  )
}
