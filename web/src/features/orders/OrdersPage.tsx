import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconLayoutBoard, IconList, IconPlus, IconReceipt } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '@/api/live'
import { useCan, useFirstSteps, useMe } from '@/app/session'
import { ruleFaults } from '@/features/segments/faults'
import { ButtonLink } from '@/ui/links'
import { Look } from '@/ui/look'
import rowClasses from '@/ui/Rows.module.css'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { ListMenu } from './ListMenu'
import { OrderCards } from './OrderCards'
import { OrderTable } from './OrderTable'
import { orderKeys, orderPages } from './queries'
import { SelectionBar } from './SelectionBar'
import { asFilter, boardSearch, narrowed, wishOf } from './search'
import { Toolbar } from './Toolbar'
import { Totals } from './Totals'
import { ViewTabs } from './ViewTabs'

/** The order list (ORD-10): found, sorted and narrowed by its address. */
export function OrdersPage() {
  const search = useSearch({ from: '/inside/orders' })
  const { time_zone } = useMe().school
  const filter = asFilter(search, time_zone)
  const pages = useInfiniteQuery(orderPages(wishOf(search, time_zone)))
  const phone = useMediaQuery('(max-width: 48em)')
  const [selected, select] = useState<ReadonlySet<number>>(new Set())
  useLive(['orders'], [orderKeys.all])
  const orders = pages.data?.pages.flatMap((page) => page.items) ?? []
  const more = () => {
    if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage()
  }
  const rows = { orders, search, selected, select, more, loading: pages.isFetchingNextPage, ended: !pages.hasNextPage }
  const refused = Object.keys(ruleFaults(pages.error, 'query.filter')).length > 0
  return (
    <div className={rowClasses.screen}>
      <Head />
      <ViewTabs search={search} />
      <Toolbar search={search} filter={filter} />
      <Totals filter={filter} />
      {pages.isPending && <Loading />}
      {pages.error && !refused && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && orders.length === 0 && <Nothing filtered={narrowed(search)} />}
      {orders.length > 0 && (phone ? <OrderCards {...rows} /> : <OrderTable {...rows} />)}
      <SelectionBar selected={selected} orders={orders} search={search} clear={() => select(new Set())} />
    </div>
  )
}

function Head() {
  const { t } = useTranslation('orders')
  const search = useSearch({ from: '/inside/orders' })
  const go = useNavigate({ from: '/orders' })
  const can = useCan()
  return (
    <PageHead
      title={t('title')}
      aside={
        <SegmentedControl
          size="xs"
          value="list"
          aria-label={t('look')}
          onChange={() => void go({ to: '/board', search: boardSearch })}
          data={[
            { value: 'list', label: <Look icon={IconList} text={t('list')} /> },
            { value: 'board', label: <Look icon={IconLayoutBoard} text={t('board')} /> },
          ]}
        />
      }
    >
      <ListMenu search={search} />
      {can('order.write') && (
        <ButtonLink to="/orders/new" leftSection={<IconPlus size={16} />}>
          {t('create')}
        </ButtonLink>
      )}
    </PageHead>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation(['orders', 'common'])
  const first = useFirstSteps()
  const action = filtered ? (
    <ButtonLink variant="default" to="/orders" search={{}}>
      {t('common:action.reset')}
    </ButtonLink>
  ) : first ? (
    <ButtonLink to="/welcome">{t('common:shell.first_steps')}</ButtonLink>
  ) : undefined
  return (
    <Empty icon={IconReceipt} title={t(filtered ? 'nothing.title' : 'empty.title')} action={action}>
      {t(filtered ? 'nothing.text' : 'empty.text')}
    </Empty>
  )
}
