import { Badge, Box, Button, Group, Modal, Select, Stack, Table, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconUserPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { useCan, useMe } from '@/app/session'
import { EditForm } from '@/ui/EditForm'
import { useNew } from '@/ui/edit'
import { AnchorLink } from '@/ui/links'
import { ListPart, ListTable } from './ListPart'
import { settingKeys, staff } from './queries'
import { ShowLeft, StaffState } from './StaffState'

type NewStaff = Required<Pick<Schemas['NewStaff'], 'name' | 'email' | 'role'>> & { language: 'ru' | 'en' }

/** Who works here, and how they may log in. */
export function StaffPage() {
  const { t } = useTranslation(['settings', 'common'])
  const can = useCan()
  const me = useMe()
  const people = useQuery(staff)
  const [left, showLeft] = useState(false)
  const [inviting, invite] = useState(false)
  const rows = people.data?.filter((p) => left || p.active) ?? []
  return (
    <>
      <ListPart
        title={t('section.staff')}
        action={
          can('staff.write') && (
            <Button leftSection={<IconUserPlus size={16} />} onClick={() => invite(true)}>
              {t('staff.invite')}
            </Button>
          )
        }
        list={people}
      >
        {() => (
          <ListTable
            columns={[
              { title: t('staff.person') },
              { title: t('staff.role'), visibleFrom: 'sm' },
              { title: t('staff.state') },
            ]}
          >
            {rows.map((person) => (
              <Table.Tr key={person.id}>
                <Table.Td>
                  <Group gap={6}>
                    <AnchorLink to="/settings/staff/$id" params={{ id: String(person.id) }} inherit fw={550}>
                      {person.name}
                    </AnchorLink>
                    {person.id === me.id && (
                      <Text span size="sm" c="dimmed">
                        {t('staff.you')}
                      </Text>
                    )}
                  </Group>
                  <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                    {person.email}
                  </Text>
                  <Box hiddenFrom="sm" fz="sm" mt={4}>
                    <RoleMark person={person} />
                  </Box>
                </Table.Td>
                <Table.Td visibleFrom="sm">
                  <RoleMark person={person} />
                </Table.Td>
                <Table.Td>
                  <StaffState person={person} />
                </Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        )}
      </ListPart>
      {people.data?.some((p) => !p.active) && <ShowLeft shown={left} show={showLeft} />}
      <Modal opened={inviting} onClose={() => invite(false)} title={t('staff.invite')} centered>
        <InviteForm close={() => invite(false)} />
      </Modal>
    </>
  )
}

function RoleMark({ person }: { person: Schemas['Staff'] }) {
  const { t } = useTranslation(['settings', 'common'])
  return (
    <Group gap={6}>
      {t(`common:role.${person.role}`)}
      {person.own_orders_only && (
        <Badge variant="default" tt="none" fw={450}>
          {t('staff.own_mark')}
        </Badge>
      )}
    </Group>
  )
}

function InviteForm({ close }: { close: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const { school } = useMe()
  const edit = useNew<NewStaff, Schemas['Staff']>({
    blank: { name: '', email: '', role: 'manager', language: school.language },
    create: (form, key) =>
      value(client.POST('/api/v1/staff', { body: { ...form, invite: true }, headers: { 'Idempotency-Key': key } })),
    affects: [settingKeys.staff, ['colleagues']],
    done: ({ email }) => {
      notifications.show({ message: t('staff.invited', { email }) })
      close()
    },
  })
  const { form, faults, set } = edit
  return (
    <EditForm edit={edit} names={{}} fresh submit={t('staff.send')}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('staff.invite_help')}
        </Text>
        <TextInput
          label={t('staff.name')}
          required
          value={form.name}
          error={faults.name}
          onChange={(e) => set({ name: e.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label={t('staff.email')}
          type="email"
          required
          value={form.email}
          error={faults.email}
          onChange={(e) => set({ email: e.currentTarget.value })}
        />
        <RoleChoice value={form.role} error={faults.role} onChange={(role) => set({ role })} />
        <Select
          label={t('staff.language')}
          data={(['ru', 'en'] as const).map((code) => ({ value: code, label: t(`common:language.${code}`) }))}
          allowDeselect={false}
          value={form.language}
          onChange={(language) => language && set({ language: language as 'ru' })}
        />
      </Stack>
    </EditForm>
  )
}

type Role = Schemas['Staff']['role']

/** The three roles, each with what it is for. */
export function RoleChoice({
  value: role,
  error,
  onChange,
}: {
  value: Role
  error: string | undefined
  onChange: (role: Role) => void
}) {
  const { t } = useTranslation(['settings', 'common'])
  return (
    <Select
      label={t('staff.role')}
      description={t(`staff.role_help.${role}`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      data={(['manager', 'administrator', 'owner'] as const).map((r) => ({ value: r, label: t(`common:role.${r}`) }))}
      allowDeselect={false}
      value={role}
      error={error}
      onChange={(next) => next && onChange(next as Role)}
    />
  )
}
