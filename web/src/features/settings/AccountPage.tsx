import { Select, Stack, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { meKey, useCan } from '@/app/session'
import { EditForm } from '@/ui/EditForm'
import { type Read, useEdit } from '@/ui/edit'
import { Failure, Loading, PageHead } from '@/ui/states'
import { ZoneChoice } from '@/ui/ZoneChoice'
import { account } from './queries'
import { Sheet } from './SettingsPage'

/** The school: its name, time zone and language. */
export function AccountPage() {
  const { t } = useTranslation('settings')
  const settings = useQuery(account)
  return (
    <>
      <PageHead title={t('section.account')} />
      {settings.isPending && <Loading lines={4} />}
      {settings.error && <Failure error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data && (
        <Sheet>
          <Form now={settings.data} again={settings.refetch} />
        </Sheet>
      )}
    </>
  )
}

type Settings = Schemas['Settings']

function Form({ now, again }: { now: Read<Settings>; again: () => Promise<unknown> }) {
  const { t } = useTranslation(['settings', 'common'])
  const can = useCan()
  const edit = useEdit({
    now,
    form: ({ account_name, time_zone, language, seller, contact }) => ({
      account_name,
      time_zone,
      language,
      seller,
      contact,
    }),
    save: (body, etag) => value(client.PATCH('/api/v1/settings', { params: { header: { 'If-Match': etag } }, body })),
    again,
    affects: [meKey],
  })
  const names = {
    account_name: t('account.name'),
    time_zone: t('account.zone'),
    language: t('account.language'),
    seller: t('account.seller'),
    contact: t('account.contact'),
  }
  return (
    <EditForm edit={edit} names={names} locked={!can('settings.write')}>
      <Stack maw={480}>
        <TextInput
          label={t('account.name')}
          description={t('account.name_help')}
          value={edit.form.account_name}
          error={edit.faults.account_name}
          onChange={(e) => edit.set({ account_name: e.currentTarget.value })}
        />
        <ZoneChoice
          label={t('account.zone')}
          description={t('account.zone_help')}
          value={edit.form.time_zone}
          error={edit.faults.time_zone}
          onChange={(time_zone) => edit.set({ time_zone })}
        />
        <Select
          label={t('account.language')}
          description={t('account.language_help')}
          data={(['ru', 'en'] as const).map((code) => ({ value: code, label: t(`common:language.${code}`) }))}
          value={edit.form.language}
          error={edit.faults.language}
          allowDeselect={false}
          onChange={(language) => language && edit.set({ language: language as 'ru' })}
        />
        <TextInput
          label={t('account.seller')}
          description={t('account.seller_help')}
          placeholder={edit.form.account_name}
          value={edit.form.seller}
          error={edit.faults.seller}
          onChange={(e) => edit.set({ seller: e.currentTarget.value })}
        />
        <TextInput
          label={t('account.contact')}
          description={t('account.contact_help')}
          value={edit.form.contact}
          error={edit.faults.contact}
          onChange={(e) => edit.set({ contact: e.currentTarget.value })}
        />
      </Stack>
    </EditForm>
  )
}
