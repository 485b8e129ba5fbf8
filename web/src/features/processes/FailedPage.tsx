import { Badge, Button, Card, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useCan } from '@/app/session'
import { useTemplateTitles } from '@/features/letters/queries'
import { moment } from '@/format/date'
import { ButtonLink } from '@/ui/links'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { useWhere } from '@/ui/values'
import { type Failures, failures, processKeys } from './queries'
import { useConfirmedAct } from './useConfirmedAct'
import { blockInWords } from './words'

/** What failed and waits for a person: by process, block and fault (PRC-8). */
export function FailedPage() {
  const { t } = useTranslation('processes')
  const found = useQuery(failures)
  useLive(['processes'], [processKeys.failures])
  return (
    <>
      <PageHead title={t('failed.title')} />
      {found.isPending && <Loading />}
      {found.error && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && found.data.length === 0 && (
        <Empty icon={IconCircleCheck} title={t('failed.empty')}>
          {t('failed.empty_text')}
        </Empty>
      )}
      {found.data && found.data.length > 0 && <Groups groups={found.data} />}
    </>
  )
}

function Groups({ groups }: { groups: Failures[] }) {
  const { t } = useTranslation('processes')
  const mayAct = useCan()('enrollment.write')
  return (
    <Stack gap="sm" maw={860}>
      <Text c="dimmed">{t(mayAct ? 'failed.lead' : 'failed.lead_others')}</Text>
      {groups.map((group) => (
        <FailureCard key={`${group.process_id} ${group.block.id} ${group.failure}`} group={group} />
      ))}
    </Stack>
  )
}

function FailureCard({ group }: { group: Failures }) {
  const { t } = useTranslation('processes')
  const where = useWhere()
  const letter = useTemplateTitles()
  const block = { ...group.block, params: { operation: group.operation, ...(group.params as object) } }
  return (
    <Card withBorder padding="md" component="section" aria-label={group.process_title}>
      <Group justify="space-between" align="flex-start" gap="md">
        <div style={{ flex: 1, minWidth: 220 }}>
          <Group gap="xs">
            <Text fw={600}>{group.failure_text}</Text>
            <Badge color="red" variant="light" tt="none">
              {t('failed.group', { count: group.count })}
            </Badge>
          </Group>
          <Text size="sm" mt={4}>
            {group.process_title} · {blockInWords(block, t, letter)}
          </Text>
          <Text size="xs" c="dimmed">
            {t('failed.since', { at: moment(group.since, where) })}
            {group.passing && ` · ${t('failed.passing')}`}
          </Text>
        </div>
        <Buttons group={group} />
      </Group>
    </Card>
  )
}

function Buttons({ group }: { group: Failures }) {
  const { t } = useTranslation('processes')
  const mayAct = useCan()('enrollment.write')
  const act = useConfirmedAct()
  const which = { process_id: group.process_id, block: group.block.id, failure: group.failure }
  return (
    <Group gap="xs">
      <ButtonLink
        size="xs"
        variant="subtle"
        to="/processes/$id/enrollments"
        params={{ id: String(group.process_id) }}
        search={{ block: group.block.id, state: 'failed', failure: group.failure }}
      >
        {t('failed.who')}
      </ButtonLink>
      {mayAct && (
        <>
          <Button
            size="xs"
            variant="default"
            loading={act.busy}
            onClick={() => act.ask({ action: 'skip', which }, group.count)}
          >
            {t('act.skip')}
          </Button>
          <Button size="xs" loading={act.busy} onClick={() => act.ask({ action: 'retry', which }, group.count)}>
            {t('act.retry')}
          </Button>
        </>
      )}
    </Group>
  )
}
