import { ActionIcon, Anchor, CopyButton, Group, Modal, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy, IconPencil } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useRival } from '@/app/rival'
import { useCan, useMe } from '@/app/session'
import { EditForm } from '@/ui/EditForm'
import { useEdit } from '@/ui/edit'
import { Panel, Row } from '@/ui/Panel'
import { ZoneChoice } from '@/ui/ZoneChoice'
import type { Part } from './CustomerPage'
import { EmailTaken } from './EmailTaken'
import { customerKeys, customerProfile, type Profile } from './queries'

/** How the customer is reached. */
export function ContactsPanel({ profile, etag }: Part) {
  const { t } = useTranslation(['customers', 'common'])
  const can = useCan()
  const { school } = useMe()
  const [editing, edit] = useState(false)
  return (
    <Panel
      title={t('contacts')}
      actions={
        can('customer.write') && (
          <Tooltip label={t('common:action.edit')}>
            <ActionIcon variant="subtle" aria-label={t('edit_contacts')} onClick={() => edit(true)}>
              <IconPencil size={16} />
            </ActionIcon>
          </Tooltip>
        )
      }
    >
      <Stack gap={8}>
        <Row label={t('email')}>
          <Group gap={2} wrap="nowrap" justify="flex-end">
            <Anchor href={`mailto:${profile.email}`} inherit className="clipped">
              {profile.email}
            </Anchor>
            <Copy text={profile.email} />
          </Group>
        </Row>
        <Row label={t('phone')}>
          {profile.phone ? (
            <Group gap={2} wrap="nowrap" justify="flex-end">
              <Anchor href={`tel:${profile.phone.replace(/[^+\d]/g, '')}`} inherit>
                {profile.phone}
              </Anchor>
              <Copy text={profile.phone} />
            </Group>
          ) : (
            '—'
          )}
        </Row>
        <Row label={t('language')}>{t(`common:language.${profile.language}`)}</Row>
        <Row label={t('time_zone')}>
          {profile.time_zone || (
            <Text span inherit c="dimmed">
              {t('as_school', { zone: school.time_zone })}
            </Text>
          )}
        </Row>
      </Stack>
      <Modal opened={editing} onClose={() => edit(false)} title={t('edit_contacts')} centered>
        <ContactsForm profile={profile} etag={etag} close={() => edit(false)} />
      </Modal>
    </Panel>
  )
}

function Copy({ text }: { text: string }) {
  const { t } = useTranslation('common')
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <ActionIcon
          size="sm"
          variant="subtle"
          color={copied ? 'green' : 'gray'}
          aria-label={t(copied ? 'action.copied' : 'action.copy')}
          onClick={copy}
        >
          {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
        </ActionIcon>
      )}
    </CopyButton>
  )
}

type Contacts = Required<Schemas['CustomerPatch']>

const contacts = ({ email, name, phone, language, time_zone }: Profile): Contacts => ({
  email,
  name,
  phone,
  language,
  time_zone,
})

function ContactsForm({ profile, etag, close }: Part & { close: () => void }) {
  const { t } = useTranslation(['customers', 'common'])
  const again = useQuery({ ...customerProfile(profile.id), enabled: false }).refetch
  const edit = useEdit({
    now: { value: profile, etag },
    form: contacts,
    save: (body, version) =>
      value(
        client.PATCH('/api/v1/customers/{id}', {
          params: { path: { id: profile.id }, header: { 'If-Match': version } },
          body,
        }),
      ),
    again,
    affects: [customerKeys.all],
    done: close,
  })
  const rival = useRival('customer', profile.id, edit.conflict !== undefined)
  const field = (name: 'name' | 'phone' | 'email') => ({
    value: edit.form[name],
    error: edit.faults[name],
    onChange: (e: { currentTarget: { value: string } }) => edit.set({ [name]: e.currentTarget.value }),
  })
  const names = {
    email: t('email'),
    name: t('name'),
    phone: t('phone'),
    language: t('language'),
    time_zone: t('time_zone'),
  }
  return (
    <EditForm edit={edit} names={names} rival={rival}>
      <Stack>
        <TextInput
          label={t('email')}
          type="email"
          description={edit.form.email !== profile.email ? t('email_moves') : undefined}
          {...field('email')}
          error={edit.faults.email && <EmailTaken error={edit.error} fault={edit.faults.email} />}
          data-autofocus
        />
        <TextInput label={t('name')} {...field('name')} />
        <TextInput label={t('phone')} type="tel" {...field('phone')} />
        <Select
          label={t('language')}
          description={t('language_help')}
          data={(['ru', 'en'] as const).map((code) => ({ value: code, label: t(`common:language.${code}`) }))}
          value={edit.form.language}
          allowDeselect={false}
          onChange={(language) => language && edit.set({ language: language as 'ru' })}
        />
        <ZoneChoice
          label={t('time_zone')}
          clearable
          value={edit.form.time_zone}
          error={edit.faults.time_zone}
          onChange={(time_zone) => edit.set({ time_zone })}
        />
      </Stack>
    </EditForm>
  )
}
