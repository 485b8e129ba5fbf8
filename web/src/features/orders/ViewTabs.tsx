import { ActionIcon, Button, Checkbox, Group, Menu, Popover, Stack, TextInput, Tooltip } from '@mantine/core'
import { IconBookmarkPlus, IconChevronDown, IconUsers } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAttempt } from '@/api/attempt'
import { client, value } from '@/api/client'
import { faultsByField } from '@/api/problem'
import { useCan, useMe } from '@/app/session'
import { ButtonLink } from '@/ui/links'
import { orderKeys, orderViews } from './queries'
import { narrowed, type OrderSearch, shownColumns } from './search'
import type { OrderView } from './types'
import { searchOf, viewOf } from './views'

/** Saved views, and the way to save one more (ORD-10). */
export function ViewTabs({ search }: { search: OrderSearch }) {
  const { t } = useTranslation('orders')
  const views = useQuery(orderViews).data ?? []
  if (views.length === 0 && !narrowed(search)) return null
  return (
    <Group gap={4} mb="sm" role="navigation" aria-label={t('views.label')}>
      <ButtonLink
        size="compact-sm"
        variant={narrowed(search) || search.view ? 'subtle' : 'light'}
        to="/orders"
        search={{}}
      >
        {t('views.all')}
      </ButtonLink>
      {views.map((view) => (
        <ViewTab key={view.id} view={view} active={search.view === view.id} />
      ))}
      {narrowed(search) && !search.view && <SaveView search={search} />}
    </Group>
  )
}

function ViewTab({ view, active }: { view: OrderView; active: boolean }) {
  const { t } = useTranslation(['orders', 'common'])
  const { time_zone } = useMe().school
  const queries = useQueryClient()
  const go = useNavigate()
  const drop = useMutation({
    mutationFn: () => value(client.DELETE('/api/v1/order-views/{id}', { params: { path: { id: view.id } } })),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: orderKeys.views })
      void go({ to: '/orders', search: {} })
    },
  })
  return (
    <Button.Group>
      <ButtonLink
        size="compact-sm"
        variant={active ? 'light' : 'subtle'}
        to="/orders"
        search={searchOf(view, time_zone)}
        aria-current={active ? 'page' : undefined}
        leftSection={view.shared && <IconUsers size={14} aria-label={t('views.shared')} />}
      >
        {view.title}
      </ButtonLink>
      {active && view.editable && (
        <Menu>
          <Menu.Target>
            <Button size="compact-sm" variant="light" px={4} aria-label={t('views.change')}>
              <IconChevronDown size={14} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" onClick={() => drop.mutate()}>
              {t('common:action.delete')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  )
}

function SaveView({ search }: { search: OrderSearch }) {
  const { t } = useTranslation('orders')
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Tooltip label={t('views.save')}>
          <ActionIcon variant="subtle" aria-label={t('views.save')} onClick={() => setOpened(!opened)}>
            <IconBookmarkPlus size={18} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <ViewForm search={search} done={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}

function ViewForm({ search, done }: { search: OrderSearch; done: () => void }) {
  const { t } = useTranslation(['orders', 'common'])
  const { time_zone } = useMe().school
  const can = useCan()
  const attempt = useAttempt()
  const queries = useQueryClient()
  const go = useNavigate({ from: '/orders' })
  const [title, setTitle] = useState('')
  const [shared, setShared] = useState(false)
  const save = useMutation({
    mutationFn: () => {
      const body = { title, shared, query: viewOf(search, time_zone), columns: shownColumns(search) }
      return value(client.POST('/api/v1/order-views', { body, headers: { 'Idempotency-Key': attempt.keyFor(body) } }))
    },
    onSuccess: (view) => {
      attempt.done()
      void queries.invalidateQueries({ queryKey: orderKeys.views })
      void go({ search: (now: OrderSearch) => ({ ...now, view: view.id }) })
      done()
    },
  })
  const faults = faultsByField(save.error)
  return (
    <form
      onSubmit={(e) => {
        e.preventDefault()
        save.mutate()
      }}
    >
      <Stack gap="sm">
        <TextInput
          label={t('views.title')}
          value={title}
          maxLength={100}
          required
          error={faults.title ?? save.error?.message}
          onChange={(e) => setTitle(e.currentTarget.value)}
          data-autofocus
        />
        {can('settings.write') && (
          <Checkbox label={t('views.share')} checked={shared} onChange={(e) => setShared(e.currentTarget.checked)} />
        )}
        <Button type="submit" size="sm" loading={save.isPending}>
          {t('common:action.save')}
        </Button>
      </Stack>
    </form>
  )
}
