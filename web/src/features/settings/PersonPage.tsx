import { Alert, Button, Group, Select, Stack, Switch, Text, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import { notifications } from '@mantine/notifications'
import { IconMail } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useRival } from '@/app/rival'
import { meKey, useCan, useMe } from '@/app/session'
import { EditForm } from '@/ui/EditForm'
import { type Read, useEdit } from '@/ui/edit'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { Failure, Loading, PageHead } from '@/ui/states'
import { GrantPanel } from './GrantPanel'
import { person, settingKeys, useAct } from './queries'
import { Sheet } from './SettingsPage'
import { RoleChoice } from './StaffPage'
import { StaffState } from './StaffState'

type Staff = Schemas['Staff']

/** One person who works here: who they are, what they may do, whether they can log in. */
export function PersonPage() {
  const { t } = useTranslation('settings')
  const { id } = useParams({ from: '/inside/settings/staff/$id' })
  const found = useQuery(person(Number(id)))
  return (
    <>
      <AnchorLink to="/settings/staff" size="sm" c="dimmed">
        ← {t('section.staff')}
      </AnchorLink>
      {found.isPending && <Loading lines={6} />}
      {found.error && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Whole key={id} now={found.data} again={found.refetch} />}
    </>
  )
}

interface Part {
  now: Read<Staff>
  again: () => Promise<unknown>
}

const affects = [settingKeys.staff, ['colleagues'], meKey]

function Whole({ now, again }: Part) {
  const can = useCan()
  const member = now.value
  const manager = member.role === 'manager' && member.active
  return (
    <>
      <PageHead title={member.name} aside={<StaffState person={member} />}>
        {can('staff.write') && <Coming now={now} />}
      </PageHead>
      <Stack>
        <Sheet>
          <Form now={now} again={again} />
        </Sheet>
        {manager && can('staff.restrict') && <OwnOrders now={now} />}
        {manager && can('bulk.approve') && <GrantPanel person={member.id} />}
      </Stack>
    </>
  )
}

function Form({ now, again }: Part) {
  const { t } = useTranslation(['settings', 'common'])
  const can = useCan()
  const { id } = now.value
  const edit = useEdit({
    now,
    form: ({ name, email, role, language }: Staff) => ({ name, email, role, language }),
    save: (body, etag) =>
      value(client.PATCH('/api/v1/staff/{id}', { params: { path: { id }, header: { 'If-Match': etag } }, body })),
    again,
    affects,
  })
  const rival = useRival('staff', id, edit.conflict !== undefined)
  const { form, faults, set } = edit
  const names = { name: t('staff.name'), email: t('staff.email'), role: t('staff.role'), language: t('staff.language') }
  return (
    <EditForm edit={edit} locked={!can('staff.write')} names={names} rival={rival}>
      <Stack maw={480}>
        <TextInput
          label={t('staff.name')}
          value={form.name}
          error={faults.name}
          onChange={(e) => set({ name: e.currentTarget.value })}
        />
        <TextInput
          label={t('staff.email')}
          description={t('staff.email_help')}
          type="email"
          value={form.email}
          error={faults.email}
          onChange={(e) => set({ email: e.currentTarget.value })}
        />
        <RoleChoice value={form.role} error={faults.role} onChange={(role) => set({ role })} />
        <Select
          label={t('staff.language')}
          data={[
            { value: 'school', label: t('staff.as_school') },
            ...(['ru', 'en'] as const).map((code) => ({ value: code as string, label: t(`common:language.${code}`) })),
          ]}
          allowDeselect={false}
          value={form.language || 'school'}
          onChange={(language) => language && set({ language: language === 'school' ? '' : (language as 'ru') })}
        />
      </Stack>
    </EditForm>
  )
}

/** The invitation, and the end of somebody's work here. */
function Coming({ now: { value: member, etag } }: { now: Read<Staff> }) {
  const { t } = useTranslation('settings')
  const me = useMe()
  const invite = useAct(
    () => value(client.POST('/api/v1/staff/{id}/invite', { params: { path: { id: member.id } } })),
    affects,
    { done: () => notifications.show({ message: t('staff.invited', { email: member.email }) }) },
  )
  const activate = useAct(
    (active: boolean) =>
      value(
        client.PATCH('/api/v1/staff/{id}', {
          params: { path: { id: member.id }, header: { 'If-Match': etag } },
          body: { active },
        }),
      ),
    affects,
  )
  const leave = () =>
    modals.openConfirmModal({
      title: t('staff.deactivate_title', { name: member.name }),
      children: <Text size="sm">{t('staff.deactivate_text')}</Text>,
      labels: { confirm: t('staff.deactivate'), cancel: t('staff.keep') },
      confirmProps: { color: 'red' },
      onConfirm: () => activate.mutate(false),
    })
  if (!member.active)
    return (
      <Button variant="default" loading={activate.isPending} onClick={() => activate.mutate(true)}>
        {t('staff.activate')}
      </Button>
    )
  return (
    <>
      {!member.has_password && (
        <Button
          variant="default"
          leftSection={<IconMail size={16} />}
          loading={invite.isPending}
          onClick={() => invite.mutate(undefined)}
        >
          {t(member.invitation ? 'staff.invite_again' : 'staff.send')}
        </Button>
      )}
      {member.id !== me.id && (
        <Button variant="subtle" color="red" loading={activate.isPending} onClick={leave}>
          {t('staff.deactivate')}
        </Button>
      )}
    </>
  )
}

/** Limits a manager to their own orders (ROLE-2). */
function OwnOrders({ now: { value: member, etag } }: { now: Read<Staff> }) {
  const { t } = useTranslation('settings')
  const restrict = useAct(
    (own: boolean) =>
      value(
        client.PATCH('/api/v1/staff/{id}', {
          params: { path: { id: member.id }, header: { 'If-Match': etag } },
          body: { own_orders_only: own },
        }),
      ),
    affects,
  )
  return (
    <Panel title={t('staff.own_title')}>
      <Switch
        label={t('staff.own')}
        description={t('staff.own_help')}
        checked={member.own_orders_only}
        disabled={restrict.isPending}
        onChange={(e) => restrict.mutate(e.currentTarget.checked)}
      />
      {member.own_orders_only && (
        <Alert color="blue" variant="light" mt="sm" p="xs">
          <Group gap={6}>
            <Text size="sm">{t('staff.own_on')}</Text>
          </Group>
        </Alert>
      )}
    </Panel>
  )
}
