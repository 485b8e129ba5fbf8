<<<<<<< HEAD
import { Group, SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconLayoutBoard, IconList, IconPlus, IconReceipt } from '@tabler/icons-react'
=======
import { Button, Center, CloseButton, Group, MultiSelect, Table, Text, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconReceipt, IconSearch } from '@tabler/icons-react'
>>>>>>> main
import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
<<<<<<< HEAD
import { useLive } from '@/api/live'
import { useCan, useMe } from '@/app/session'
import { ButtonLink } from '@/ui/links'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { ListMenu } from './ListMenu'
import { OrderCards } from './OrderCards'
import { OrderTable } from './OrderTable'
import { orderKeys, orderPages } from './queries'
import { SelectionBar } from './SelectionBar'
import { asFilter, boardSearch, narrowed } from './search'
import { Toolbar } from './Toolbar'
import { Totals } from './Totals'
import { ViewTabs } from './ViewTabs'

/** The order list (ORD-10): found, sorted and narrowed by its address. */
export function OrdersPage() {
  const search = useSearch({ from: '/inside/orders' })
  const filter = asFilter(search, useMe().school.time_zone)
  const wish = {
    ...filter,
    ...(search.sort ? { sort: search.sort } : {}),
    ...(search.ascending ? { ascending: true } : {}),
  }
  const pages = useInfiniteQuery(orderPages(wish))
  const phone = useMediaQuery('(max-width: 48em)')
  const [selected, select] = useState<ReadonlySet<number>>(new Set())
  useLive(['orders'], [orderKeys.all])
  const orders = pages.data?.pages.flatMap((page) => page.items) ?? []
  const more = () => {
    if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage()
  }
  const rows = { orders, search, selected, select, more, loading: pages.isFetchingNextPage, ended: !pages.hasNextPage }
  return (
    <>
      <Head />
      <ViewTabs search={search} />
      <Toolbar search={search} filter={filter} />
      <Totals filter={filter} />
      {pages.isPending && <Loading />}
      {pages.error && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && orders.length === 0 && <Nothing filtered={narrowed(search)} />}
      {orders.length > 0 && (phone ? <OrderCards {...rows} /> : <OrderTable {...rows} />)}
      <SelectionBar selected={selected} orders={orders} clear={() => select(new Set())} />
=======
import type { Schemas } from '@/api/client'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { Money, StatusBadge, statuses, When } from '@/ui/values'
import { orderPages } from './queries'
import type { OrderSearch } from './search'

type Line = Schemas['OrderLine']

/** The order list (ORD-10). */
export function OrdersPage() {
  const { t } = useTranslation(['orders', 'common'])
  const search = useSearch({ from: '/inside/orders' })
  const pages = useInfiniteQuery(orderPages(search))
  const orders = pages.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <>
      <PageHead title={t('title')} />
      <Filters search={search} />
      {pages.isPending && <Loading />}
      {pages.error && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && orders.length === 0 && <Nothing filtered={Object.keys(search).length > 0} />}
      {orders.length > 0 && <Lines orders={orders} />}
      {pages.hasNextPage && (
        <Center py="md">
          <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t('common:action.more')}
          </Button>
        </Center>
      )}
>>>>>>> main
    </>
  )
}

<<<<<<< HEAD
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

/** A choice of the switch between list and board. */
export function Look({ icon: Icon, text }: { icon: typeof IconList; text: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Icon size={14} aria-hidden />
      {text}
=======
function Filters({ search }: { search: OrderSearch }) {
  const { t } = useTranslation(['orders', 'common'])
  const go = useNavigate({ from: '/orders' })
  const [text, setText] = useState(search.search ?? '')
  const find = useDebouncedCallback((wanted: string) => {
    void go({ search: ({ search: _, ...rest }) => (wanted ? { ...rest, search: wanted } : rest), replace: true })
  }, 250)
  const type = (wanted: string) => {
    setText(wanted)
    find(wanted)
  }
  return (
    <Group mb="md" gap="sm">
      <TextInput
        aria-label={t('search')}
        placeholder={t('search')}
        leftSection={<IconSearch size={16} />}
        rightSection={text && <CloseButton size="sm" aria-label={t('common:action.reset')} onClick={() => type('')} />}
        value={text}
        onChange={(e) => type(e.currentTarget.value)}
        w={{ base: '100%', xs: 320 }}
      />
      <MultiSelect
        aria-label={t('statuses')}
        placeholder={search.status ? '' : t('statuses')}
        data={statuses.map((status) => ({ value: status, label: t(`common:status.${status}`) }))}
        value={search.status ?? []}
        onChange={(status) =>
          void go({
            search: ({ status: _, ...rest }) => ({
              ...rest,
              ...(status.length ? { status: status as OrderSearch['status'] & string[] } : {}),
            }),
          })
        }
        clearable
        w={{ base: '100%', xs: 'auto' }}
        miw={220}
      />
>>>>>>> main
    </Group>
  )
}

function Nothing({ filtered }: { filtered: boolean }) {
  const { t } = useTranslation(['orders', 'common'])
<<<<<<< HEAD
  const action = filtered ? (
    <ButtonLink variant="default" to="/orders" search={{}}>
      {t('common:action.reset')}
    </ButtonLink>
  ) : undefined
  return (
    <Empty icon={IconReceipt} title={t(filtered ? 'nothing.title' : 'empty.title')} action={action}>
=======
  return (
    <Empty icon={IconReceipt} title={t(filtered ? 'nothing.title' : 'empty.title')}>
>>>>>>> main
      {t(filtered ? 'nothing.text' : 'empty.text')}
    </Empty>
  )
}
<<<<<<< HEAD
=======

function Lines({ orders }: { orders: Line[] }) {
  const { t } = useTranslation(['orders', 'common'])
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table highlightOnHover stickyHeader verticalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={90}>{t('column.number')}</Table.Th>
            <Table.Th>{t('column.customer')}</Table.Th>
            <Table.Th w={170}>{t('column.status')}</Table.Th>
            <Table.Th w={120} ta="right">
              {t('column.cost')}
            </Table.Th>
            <Table.Th w={120} ta="right">
              {t('column.left')}
            </Table.Th>
            <Table.Th w={170}>{t('column.created')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {orders.map((order) => (
            <Table.Tr key={order.id}>
              <Table.Td className="numbers" fw={600}>
                {order.number}
              </Table.Td>
              <Table.Td maw={280}>
                <Text size="sm" className="clipped">
                  {order.customer_name || order.customer_email}
                </Text>
                {order.customer_name && (
                  <Text size="xs" c="dimmed" className="clipped">
                    {order.customer_email}
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <StatusBadge status={order.status} />
              </Table.Td>
              <Table.Td ta="right">
                <Money amount={order.cost} currency={order.currency} />
              </Table.Td>
              <Table.Td ta="right">
                {order.left > 0 ? (
                  <Money amount={order.left} currency={order.currency} />
                ) : (
                  <Text span c="dimmed">
                    —
                  </Text>
                )}
              </Table.Td>
              <Table.Td>
                <When at={order.created_at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
>>>>>>> main
