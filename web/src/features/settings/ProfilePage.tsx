import { Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value, versioned } from '@/api/client'
import { meKey } from '@/app/session'
import { type Language, speak } from '@/i18n'
import { EditForm } from '@/ui/EditForm'
import { type Read, useEdit } from '@/ui/edit'
import { Panel } from '@/ui/Panel'
import { Failure, Loading, PageHead } from '@/ui/states'
import { PasswordPanel } from './PasswordPanel'
import { SessionsPanel } from './SessionsPanel'

/** One's own name, language, password, and where one is logged in. */
export function ProfilePage() {
  const { t } = useTranslation('settings')
  const me = useQuery({ queryKey: ['me', 'versioned'], queryFn: () => versioned(client.GET('/api/v1/me')) })
  return (
    <>
      <PageHead title={t('profile.title')} />
      {me.isPending && <Loading lines={4} />}
      {me.error && <Failure error={me.error} retry={() => void me.refetch()} />}
      {me.data && (
        <Stack maw={640}>
          <Panel title={t('profile.me')}>
            <Form now={me.data} again={me.refetch} />
          </Panel>
          <PasswordPanel />
          <SessionsPanel />
        </Stack>
      )}
    </>
  )
}

type Me = Schemas['Me']

function Form({ now, again }: { now: Read<Me>; again: () => Promise<unknown> }) {
  const { t } = useTranslation(['settings', 'common'])
  const edit = useEdit({
    now,
    form: ({ name, language }: Me) => ({ name, language }),
    save: async (body, etag) => {
      await value(client.PATCH('/api/v1/me', { params: { header: { 'If-Match': etag } }, body }))
      if (body.language) await speak(body.language as Language)
    },
    again,
    affects: [meKey, ['colleagues']],
  })
  return (
    <EditForm edit={edit} names={{ name: t('staff.name'), language: t('profile.language') }}>
      <Stack>
        <Text size="sm" c="dimmed">
          {now.value.email}, {t(`common:role.${now.value.role}`)}
        </Text>
        <TextInput
          label={t('staff.name')}
          description={t('profile.name_help')}
          value={edit.form.name}
          error={edit.faults.name}
          onChange={(e) => edit.set({ name: e.currentTarget.value })}
        />
        <Select
          label={t('profile.language')}
          description={t('profile.language_help')}
          data={(['ru', 'en'] as const).map((code) => ({ value: code, label: t(`common:language.${code}`) }))}
          allowDeselect={false}
          value={edit.form.language}
          onChange={(language) => language && edit.set({ language: language as 'ru' })}
        />
      </Stack>
    </EditForm>
  )
}
