import { ActionIcon, Button, Group, Menu, Text, TextInput } from '@mantine/core'
import { IconArchive, IconArchiveOff, IconDots, IconPencil, IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, type Schemas, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { useCan } from '@/app/session'
import { Sortable } from '@/ui/Sortable'
import { Failure, Loading, PageHead } from '@/ui/states'
import { Archived, ShowArchived } from './ProductsPage'
import { allReasons, settingKeys, useAct } from './queries'
import { Sheet } from './SettingsPage'

type Reason = Schemas['RefusalReason']

/** Why orders are refused: the list that is offered with a cancel (ST-11). */
export function ReasonsPage() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const reasons = useQuery(allReasons)
  const queries = useQueryClient()
  const [archived, showArchived] = useState(false)
  const arrange = useAct(
    (ids: number[]) => value(client.POST('/api/v1/refusal-reasons/arrange', { body: { ids } })),
    [settingKeys.reasons],
  )
  const active = reasons.data?.filter((r) => !r.archived) ?? []
  const old = reasons.data?.filter((r) => r.archived) ?? []
  const sort = (rows: Reason[]) => {
    queries.setQueryData(allReasons.queryKey, [...rows, ...old])
    arrange.mutate(rows.map((r) => r.id))
  }
  const locked = !can('catalog.write')
  return (
    <>
      <PageHead title={t('section.reasons')} />
      <Text size="sm" c="dimmed" mb="md">
        {t('reason.about')}
      </Text>
      {reasons.isPending && <Loading lines={5} />}
      {reasons.error && <Failure error={reasons.error} retry={() => void reasons.refetch()} />}
      {reasons.data && (
        <Sheet>
          {active.length === 0 && (
            <Text size="sm" c="dimmed">
              {t('reason.none')}
            </Text>
          )}
          <Sortable items={active} keyOf={(r) => String(r.id)} nameOf={(r) => r.name} onChange={sort} locked={locked}>
            {(reason) => <Line reason={reason} locked={locked} />}
          </Sortable>
          {!locked && <Add />}
        </Sheet>
      )}
      {old.length > 0 && <ShowArchived shown={archived} show={showArchived} />}
      {archived &&
        old.map((reason) => (
          <Group key={reason.id} py={6}>
            <Line reason={reason} locked={locked} />
          </Group>
        ))}
    </>
  )
}

function useReasonEdit(reason: Reason, options: { done?: () => void; quiet?: boolean } = {}) {
  return useAct(
    (body: Schemas['RefusalReasonPatch']) =>
      value(
        client.PATCH('/api/v1/refusal-reasons/{id}', {
          params: { path: { id: reason.id }, header: { 'If-Match': `"${reason.version}"` } },
          body,
        }),
      ),
    [settingKeys.reasons],
    options,
  )
}

function Line({ reason, locked }: { reason: Reason; locked: boolean }) {
  const { t } = useTranslation('settings')
  const [editing, edit] = useState(false)
  const change = useReasonEdit(reason)
  if (editing) return <Rename reason={reason} close={() => edit(false)} />
  return (
    <>
      <Text flex={1} size="sm">
        {reason.name}
      </Text>
      {reason.archived && <Archived />}
      {!locked && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" aria-label={t('reason.more', { name: reason.name })}>
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => edit(true)}>
              {t('reason.rename')}
            </Menu.Item>
            <Menu.Item
              leftSection={reason.archived ? <IconArchiveOff size={15} /> : <IconArchive size={15} />}
              onClick={() => change.mutate({ archived: !reason.archived })}
            >
              {t(reason.archived ? 'unarchive' : 'archive')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  )
}

function Rename({ reason, close }: { reason: Reason; close: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const [name, setName] = useState(reason.name)
  const change = useReasonEdit(reason, { done: close, quiet: true })
  return (
    <form
      style={{ flex: 1 }}
      onSubmit={(e) => {
        e.preventDefault()
        change.mutate({ name })
      }}
    >
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <TextInput
          flex={1}
          aria-label={t('reason.name')}
          value={name}
          error={faultsByField(change.error).name ?? change.error?.message}
          onChange={(e) => setName(e.currentTarget.value)}
          onKeyDown={(e) => e.key === 'Escape' && close()}
          maxLength={200}
          autoFocus
        />
        <Button type="submit" loading={change.isPending}>
          {t('common:action.save')}
        </Button>
        <Button variant="subtle" color="gray" onClick={close}>
          {t('common:action.cancel')}
        </Button>
      </Group>
    </form>
  )
}

function Add() {
  const { t } = useTranslation('settings')
  const [name, setName] = useState('')
  const attempt = useAttempt()
  const add = useAct(
    () => {
      const body = { name }
      return value(
        client.POST('/api/v1/refusal-reasons', { body, headers: { 'Idempotency-Key': attempt.keyFor(body) } }),
      )
    },
    [settingKeys.reasons],
    {
      quiet: true,
      done: () => {
        attempt.done()
        setName('')
      },
    },
  )
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        if (name.trim()) add.mutate(undefined)
      }}
    >
      <Group gap="xs" mt="sm" align="flex-start" wrap="nowrap">
        <TextInput
          flex={1}
          maw={420}
          aria-label={t('reason.new')}
          placeholder={t('reason.new')}
          value={name}
          error={faultsByField(add.error).name ?? add.error?.message}
          onChange={(e) => setName(e.currentTarget.value)}
          maxLength={200}
        />
        <Button
          type="submit"
          variant="default"
          leftSection={<IconPlus size={16} />}
          loading={add.isPending}
          disabled={!name.trim()}
        >
          {t('reason.add')}
        </Button>
      </Group>
    </form>
  )
}
