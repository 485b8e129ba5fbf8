import { Alert, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useColleagues } from '@/features/order/queries'
import { RuleSentence } from '@/features/segments/RuleSentence'
import { AnchorLink } from '@/ui/links'
import { Failure, Loading, PageHead } from '@/ui/states'
import { When } from '@/ui/values'
import { BulkActions } from './BulkActions'
import { BulkProgress } from './BulkProgress'
import { BulkResults } from './BulkResults'
import { type Bulk, bulkKeys, oneBulk } from './queries'
import { BulkState, useDeed } from './words'

/** One operation: what it does to whom, how far it is, and what became of each object (BLK-3). */
export function BulkPage() {
  const id = Number(useParams({ from: '/inside/bulk/$id' }).id)
  const operation = useQuery(oneBulk(id))
  useLive([`bulk/${id}`], [bulkKeys.one(id)])
  if (operation.error && !operation.data)
    return <Failure error={operation.error} retry={() => void operation.refetch()} />
  if (!operation.data) return <Loading />
  return <Loaded op={operation.data} />
}

function Loaded({ op }: { op: Bulk }) {
  const { t } = useTranslation('bulk')
  const deed = useDeed()
  return (
    <>
      <PageHead title={deed(op)} aside={<BulkState state={op.state} />}>
        {op.total > 0 && (
          <Button
            variant="default"
            component="a"
            href={`/api/v1/bulk-operations/${op.id}/result.csv`}
            download
            leftSection={<IconFileSpreadsheet size={16} />}
          >
            CSV
          </Button>
        )}
        <BulkActions op={op} />
      </PageHead>
      {op.state === 'awaiting_approval' && (
        <Alert color="yellow" mb="md">
          {t(op.actions.includes('approve') ? 'approval.yours' : 'approval.waits')}
        </Alert>
      )}
      <Stack gap="md">
        <Paper withBorder p="md">
          <About op={op} />
        </Paper>
        {op.started_at && <BulkProgress op={op} />}
        {op.total > 0 && <BulkResults op={op} />}
      </Stack>
    </>
  )
}

function About({ op }: { op: Bulk }) {
  const { t } = useTranslation(['bulk', 'common'])
  const people = useColleagues()
  const name = (id: number | null) => people.find((p) => p.id === id)?.name ?? `№ ${id}`
  return (
    <Stack gap={6} fz="sm">
      <div>
        {op.segment?.title && (
          <>
            <AnchorLink to="/segments/$id" params={{ id: String(op.segment.id) }}>
              {t('whom.segment_is', { title: op.segment.title })}
            </AnchorLink>
            {'. '}
          </>
        )}
        <RuleSentence subject={op.object} rule={op.rule} />
        {op.search && ` · ${t('whom.searched', { words: op.search })}`}
      </div>
      <Terms op={op} />
      <Group gap="xs" c="dimmed" fz="sm">
        <span>
          {t('made', { name: name(op.created_by) })}, <When at={op.created_at} />
        </span>
        {op.approved_by !== null && <span>{t('approved', { name: name(op.approved_by) })}</span>}
        {op.finished_at && (
          <span>
            {t(op.state === 'cancelled' ? 'stopped' : 'finished')} <When at={op.finished_at} />
          </span>
        )}
      </Group>
    </Stack>
  )
}

function Terms({ op: { create, status } }: { op: Bulk }) {
  const { t } = useTranslation('bulk')
  const said = [
    create?.quantity && create.quantity > 1 ? t('terms.quantity_is', { count: create.quantity }) : '',
    create ? t(create.letter ? 'terms.with_letter' : 'terms.no_letter') : '',
    create?.try_deposit ? t('terms.deposit') : '',
    status?.comment ? t('terms.comment_is', { text: status.comment }) : '',
  ].filter(Boolean)
  return said.length > 0 ? <Text size="sm">{said.join(' · ')}</Text> : null
}
