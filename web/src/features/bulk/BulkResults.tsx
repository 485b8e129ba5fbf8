import { Badge, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { MemberName } from '@/features/segments/MemberName'
import { AnchorLink } from '@/ui/links'
import { PagedList } from '@/ui/PagedList'
import { When } from '@/ui/values'
import classes from './BulkResults.module.css'
import { type Bulk, type BulkItem, bulkItems } from './queries'
import { type Result, results } from './search'

const colours: Record<Result, string> = { done: 'green', skipped: 'gray', failed: 'red', pending: 'blue' }

/** What became of each object, and why not (BLK-3). */
export function BulkResults({ op }: { op: Bulk }) {
  const { t } = useTranslation('bulk')
  const { result } = useSearch({ from: '/inside/bulk/$id' })
  const go = useNavigate({ from: '/bulk/$id' })
  const pages = useInfiniteQuery(bulkItems(op.id, result, op.state === 'running'))
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="sm">
        <Title order={2} fz="md">
          {t('result.title')}
        </Title>
        <SegmentedControl
          size="xs"
          aria-label={t('result.label')}
          value={result ?? 'all'}
          onChange={(r) => void go({ search: r === 'all' ? {} : { result: r as Result }, replace: true })}
          data={[
            { value: 'all', label: t('result.all') },
            ...results.map((r) => ({ value: r, label: t(`result.${r}`) })),
          ]}
          style={{ maxWidth: '100%', overflowX: 'auto' }}
        />
      </Group>
      <PagedList pages={pages} lines={4} empty={<Text c="dimmed">{t('result.none')}</Text>}>
        {(items) => <Items items={items} object={op.object} />}
      </PagedList>
    </Paper>
  )
}

function Items({ items, object }: { items: BulkItem[]; object: string }) {
  return (
    <Stack gap={0} component="ul" p={0} m={0}>
      {items.map((item) => (
        <Item key={item.subject_id} item={item} object={object} />
      ))}
    </Stack>
  )
}

function Item({ item, object }: { item: BulkItem; object: string }) {
  const { t } = useTranslation(['bulk', 'segments'])
  const another = item.result_id !== null && item.result_id !== (object === 'order' ? item.subject_id : 0)
  return (
    <li className={classes.item}>
      <div className={classes.who}>
        {item.object ? <MemberName member={item.object} object={object} /> : `№ ${item.subject_id}`}
      </div>
      <Group gap={6} wrap="nowrap">
        <Badge variant="light" color={colours[item.state]} radius="sm" tt="none" style={{ flexShrink: 0 }}>
          {t(`result.${item.state}`)}
        </Badge>
        {another && item.result_number && (
          <AnchorLink to="/orders/$id" params={{ id: String(item.result_id) }} fz="sm">
            {t('segments:order', { number: item.result_number })}
          </AnchorLink>
        )}
      </Group>
      <Text size="sm" c="dimmed" className={classes.detail ?? ''}>
        {item.detail}
      </Text>
      <Text size="sm" c="dimmed" className={`numbers ${classes.when}`}>
        {item.at && <When at={item.at} />}
      </Text>
    </li>
  )
}
