import { Button, Group, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconUserPlus, IconUsers } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { ruleFaults } from '@/features/segments/faults'
import { ButtonLink } from '@/ui/links'
import rowClasses from '@/ui/Rows.module.css'
import { Empty, Failure, Loading, PageHead } from '@/ui/states'
import { CustomerCards } from './CustomerCards'
import { CustomerTable } from './CustomerTable'
import { CustomerToolbar } from './CustomerToolbar'
import { NewCustomer } from './NewCustomer'
import { customerCount, customerPages } from './queries'
import { asFilter } from './search'

/** The base of customers: found and narrowed by its address. */
export function CustomersPage() {
  const search = useSearch({ from: '/inside/customers' })
  const filter = asFilter(search)
  const pages = useInfiniteQuery(customerPages(filter))
  const phone = useMediaQuery('(max-width: 48em)')
  const customers = pages.data?.pages.flatMap((page) => page.items) ?? []
  const more = () => {
    if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage()
  }
  const rows = { customers, more, loading: pages.isFetchingNextPage, ended: !pages.hasNextPage }
  const [adding, add] = useState(false)
  const refused = Object.keys(ruleFaults(pages.error, 'query.filter')).length > 0
  return (
    <div className={rowClasses.screen}>
      <Head filter={filter} add={() => add(true)} />
      <CustomerToolbar search={search} />
      {pages.isPending && <Loading />}
      {pages.error && !refused && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      {pages.data && customers.length === 0 && (
        <Nothing filtered={Object.keys(filter).length > 0} add={() => add(true)} />
      )}
      {customers.length > 0 && (phone ? <CustomerCards {...rows} /> : <CustomerTable {...rows} />)}
      <NewCustomer opened={adding} close={() => add(false)} />
    </div>
  )
}

function Head({ filter, add }: { filter: ReturnType<typeof asFilter>; add: () => void }) {
  const { t } = useTranslation('customers')
  const can = useCan()
  const count = useQuery(customerCount(filter)).data
  return (
    <PageHead
      title={t('title')}
      aside={
        count && (
          <Text c="dimmed" size="sm" role="status">
            {t(count.approximate ? 'about' : 'count', { count: count.count })}
          </Text>
        )
      }
    >
      {can('customer.write') && (
        <Button leftSection={<IconUserPlus size={16} />} onClick={add}>
          {t('create')}
        </Button>
      )}
    </PageHead>
  )
}

function Nothing({ filtered, add }: { filtered: boolean; add: () => void }) {
  const { t } = useTranslation(['customers', 'common'])
  const can = useCan()
  const action = filtered ? (
    <ButtonLink variant="default" to="/customers" search={{}}>
      {t('common:action.reset')}
    </ButtonLink>
  ) : (
    can('customer.write') && (
      <Group justify="center">
        <Button onClick={add}>{t('create')}</Button>
      </Group>
    )
  )
  return (
    <Empty icon={IconUsers} title={t(filtered ? 'nothing.title' : 'empty.title')} action={action}>
      {t(filtered ? 'nothing.text' : 'empty.text')}
    </Empty>
  )
}
