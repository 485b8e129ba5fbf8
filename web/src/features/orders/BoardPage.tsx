import { Select, Text } from '@mantine/core'
import { IconLayoutBoard, IconList } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useMe } from '@/app/session'
import { ruleFaults } from '@/features/segments/faults'
import { LookSwitch } from '@/ui/look'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { Board } from './Board'
import classes from './Board.module.css'
import { boardColumns, boards, orderKeys } from './queries'
import { asFilter, type OrderSearch } from './search'
import { BoardToolbar } from './Toolbar'
import type { BoardColumns, OrderFilter } from './types'

/** A board of orders (ORD-11): its columns are stages. */
export function BoardPage() {
  const { t } = useTranslation('orders')
  const { id } = useParams({ strict: false }) as { id?: string }
  const list = useQuery(boards)
  const chosen = list.data?.find((b) => (id ? String(b.id) === id : b.default)) ?? list.data?.[0]
  return (
    <div className={classes.page}>
      <PageHead title={chosen?.title ?? t('board')} aside={<ListSwitch />}>
        {list.data && list.data.length > 1 && chosen && <BoardChoice id={chosen.id} boards={list.data} />}
      </PageHead>
      {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loading />}
      {chosen && <Columns id={chosen.id} />}
    </div>
  )
}

function ListSwitch() {
  const { t } = useTranslation('orders')
  const go = useNavigate()
  const { columns: _, ...search } = useSearch({ strict: false }) as Record<string, unknown>
  return (
    <LookSwitch
      label={t('look')}
      value="board"
      onChange={() => void go({ to: '/orders', search })}
      looks={[
        { value: 'list', icon: IconList, text: t('list') },
        { value: 'board', icon: IconLayoutBoard, text: t('board') },
      ]}
    />
  )
}

function BoardChoice({ id, boards }: { id: number; boards: { id: number; title: string }[] }) {
  const { t } = useTranslation('orders')
  const go = useNavigate()
  return (
    <Select
      aria-label={t('boards')}
      value={String(id)}
      allowDeselect={false}
      data={boards.map((b) => ({ value: String(b.id), label: b.title }))}
      onChange={(next) => next && void go({ to: '/board/$id', params: { id: next } })}
    />
  )
}

function Columns({ id }: { id: number }) {
  const { t } = useTranslation(['orders', 'common'])
  const search: OrderSearch = useSearch({ strict: false })
  const filter = asFilter(search, useMe().school.time_zone)
  const columns = useQuery(boardColumns(id, filter))
  useLive(['orders'], [[...orderKeys.board, id]])
  if (columns.data?.columns.length === 0)
    return (
      <Empty icon={IconLayoutBoard} title={t('no_stages.title')}>
        {t('no_stages.text')}
      </Empty>
    )
  const refused = Object.keys(ruleFaults(columns.error, 'query.filter')).length > 0
  return (
    <>
      <BoardToolbar search={search} filter={filter} />
      {columns.isPending && <Loading />}
      {columns.error && !refused && <Failure error={columns.error} retry={() => void columns.refetch()} />}
      {columns.data && <Shown data={columns.data} filter={filter} />}
    </>
  )
}

function Shown({ data, filter }: { data: BoardColumns; filter: OrderFilter }) {
  const { t } = useTranslation(['orders', 'common'])
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs" visibleFrom="sm">
        {t('board_shows', {
          statuses: data.statuses.map((s) => t(`common:status.${s as 'new'}`)).join(', '),
        })}
      </Text>
      <Board data={data} filter={filter} />
    </>
  )
}
