import { Group, Progress, SegmentedControl, Text } from '@mantine/core'
import { IconPlus, IconStack2 } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useColleagues } from '@/features/order/queries'
import { RuleSentence } from '@/features/segments/RuleSentence'
import { AnchorLink, ButtonLink } from '@/ui/links'
import { Line, Lines, PagedList } from '@/ui/PagedList'
import { Empty, PageHead } from '@/ui/states'
import { When } from '@/ui/values'
import { type Bulk, bulkKeys, bulkPages } from './queries'
import { type State, states } from './search'
import { BulkState, useDeed } from './words'

/** Bulk operations, the newest first; those that wait for approval among them. */
export function BulkListPage() {
  const { t } = useTranslation('bulk')
  const { state } = useSearch({ from: '/inside/bulk' })
  const go = useNavigate({ from: '/bulk' })
  const pages = useInfiniteQuery(bulkPages(state))
  useLive(['bulk-operations'], [bulkKeys.list])
  return (
    <>
      <PageHead title={t('title')}>
        <Create />
      </PageHead>
      <SegmentedControl
        mb="md"
        aria-label={t('state.label')}
        value={state ?? 'all'}
        onChange={(s) => void go({ search: s === 'all' ? {} : { state: s as State }, replace: true })}
        data={[{ value: 'all', label: t('state.all') }, ...states.map((s) => ({ value: s, label: t(`state.${s}`) }))]}
        style={{ maxWidth: '100%', overflowX: 'auto' }}
      />
      <PagedList pages={pages} empty={<Nothing state={state} />}>
        {(operations) => (
          <Lines>
            {operations.map((op) => (
              <Operation key={op.id} op={op} />
            ))}
          </Lines>
        )}
      </PagedList>
    </>
  )
}

function Create() {
  const { t } = useTranslation('bulk')
  return (
    <ButtonLink to="/bulk/new" leftSection={<IconPlus size={16} />}>
      {t('create')}
    </ButtonLink>
  )
}

function Nothing({ state }: { state: State | undefined }) {
  const { t } = useTranslation('bulk')
  return (
    <Empty icon={IconStack2} title={t(state ? 'nothing' : 'empty.title')} action={state ? undefined : <Create />}>
      {state ? undefined : t('empty.text')}
    </Empty>
  )
}

function Operation({ op }: { op: Bulk }) {
  const { t } = useTranslation('bulk')
  const deed = useDeed()
  const author = useColleagues().find((c) => c.id === op.created_by)?.name
  const settled = op.done + op.skipped + op.failed
  return (
    <Line>
      <Group justify="space-between" gap="xs">
        <AnchorLink to="/bulk/$id" params={{ id: String(op.id) }} fw={600} className="clipped">
          {deed(op)}
        </AnchorLink>
        <BulkState state={op.state} />
      </Group>
      <Text size="sm" c="dimmed" lineClamp={1}>
        {op.segment?.title ? (
          t('whom.segment_is', { title: op.segment.title })
        ) : (
          <RuleSentence subject={op.object} rule={op.rule} />
        )}
      </Text>
      <Group gap="sm" mt={4} fz="xs" c="dimmed">
        <span>
          {author && `${author} · `}
          <When at={op.created_at} />
        </span>
        {op.total > 0 && <span className="numbers">{t('progress.of', { done: settled, total: op.total })}</span>}
        {op.failed > 0 && (
          <Text inherit c="red">
            {t('progress.failed', { count: op.failed })}
          </Text>
        )}
      </Group>
      {(op.state === 'running' || op.state === 'paused') && (
        <Progress
          mt={6}
          size="sm"
          value={op.total > 0 ? (100 * settled) / op.total : 0}
          aria-label={t('progress.label')}
        />
      )}
    </Line>
  )
}
