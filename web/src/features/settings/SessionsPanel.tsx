import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { client, type Schemas, value } from '@/api/client'
import { Panel } from '@/ui/Panel'
import { Failure, Loading } from '@/ui/states'
import { When } from '@/ui/values'
import { useAct } from './queries'

const key = ['sessions']
const pockets = new Set(['Android', 'iOS'])

/** Where the person is logged in. */
export function SessionsPanel() {
  const { t } = useTranslation('settings')
  const queries = useQueryClient()
  const go = useNavigate()
  const sessions = useQuery({
    queryKey: key,
    queryFn: async () => (await value(client.GET('/api/v1/sessions'))).items,
  })
  const leave = useAct(() => value(client.DELETE('/api/v1/sessions')), [], {
    done: () => {
      queries.clear()
      void go({ to: '/login' })
    },
  })
  const ask = () =>
    modals.openConfirmModal({
      title: t('profile.everywhere'),
      children: <Text size="sm">{t('profile.everywhere_text')}</Text>,
      confirmProps: { color: 'red' },
      labels: { confirm: t('profile.everywhere'), cancel: t('profile.stay') },
      onConfirm: () => leave.mutate(undefined),
    })
  return (
    <Panel
      title={t('profile.sessions')}
      actions={
        <Button size="compact-sm" variant="subtle" color="red" loading={leave.isPending} onClick={ask}>
          {t('profile.everywhere')}
        </Button>
      }
    >
      {sessions.isPending && <Loading lines={2} />}
      {sessions.error && <Failure error={sessions.error} retry={() => void sessions.refetch()} />}
      <Stack gap="sm">
        {sessions.data?.map((session) => (
          <Line key={session.id} session={session} />
        ))}
      </Stack>
    </Panel>
  )
}

function Line({ session }: { session: Schemas['Session'] }) {
  const { t } = useTranslation('settings')
  const end = useAct(
    () => value(client.DELETE('/api/v1/sessions/{id}', { params: { path: { id: session.id } } })),
    [key],
  )
  const Icon = pockets.has(session.system) ? IconDeviceMobile : IconDeviceDesktop
  const known = [session.browser, session.system].filter((word) => word !== 'other')
  return (
    <Group wrap="nowrap" justify="space-between">
      <Group wrap="nowrap" gap="sm">
        <Icon size={22} stroke={1.5} aria-hidden />
        <div>
          <Group gap={6}>
            <Text size="sm" fw={550}>
              {known.join(', ') || t('profile.other')}
            </Text>
            {session.current && (
              <Badge variant="light" color="green" tt="none">
                {t('profile.here')}
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {t('profile.seen')} <When at={session.seen_at} relative />
          </Text>
        </div>
      </Group>
      {!session.current && (
        <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
          {t('profile.end')}
        </Button>
      )}
    </Group>
  )
}
