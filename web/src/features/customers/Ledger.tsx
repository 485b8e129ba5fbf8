import { Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useAuthors } from '@/features/order/authors'
import { AnchorLink } from '@/ui/links'
import { PagedList } from '@/ui/PagedList'
import { Money, When } from '@/ui/values'
import { depositLedger } from './queries'

/** Every change of the deposit, the newest first. */
export function Ledger({ customer }: { customer: number }) {
  const { t } = useTranslation('customers')
  const pages = useInfiniteQuery(depositLedger(customer))
  const author = useAuthors()
  const partial = pages.data?.pages[0]?.partial
  return (
    <>
      {partial && (
        <Text size="sm" c="dimmed" mb="xs">
          {t('deposit.partial')}
        </Text>
      )}
      <PagedList pages={pages} lines={4} empty={null}>
        {(entries) => (
          <Table.ScrollContainer minWidth={480}>
            <Table verticalSpacing={6} horizontalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('deposit.when')}</Table.Th>
                  <Table.Th>{t('deposit.what')}</Table.Th>
                  <Table.Th ta="right">{t('deposit.sum')}</Table.Th>
                  <Table.Th ta="right">{t('deposit.after')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {entries.map((entry) => (
                  <Table.Tr key={entry.id}>
                    <Table.Td>
                      <When at={entry.at} />
                    </Table.Td>
                    <Table.Td>
                      {entry.order_id ? (
                        <AnchorLink to="/orders/$id" params={{ id: String(entry.order_id) }} inherit>
                          {t(`deposit.kind.${entry.kind}`)}
                        </AnchorLink>
                      ) : (
                        t(`deposit.kind.${entry.kind}`)
                      )}
                      <Text size="xs" c="dimmed">
                        {[author(entry.actor), entry.comment].filter(Boolean).join(' · ')}
                      </Text>
                    </Table.Td>
                    <Table.Td ta="right" fw={550} c={entry.amount < 0 ? 'red' : 'green'}>
                      {entry.amount > 0 && '+'}
                      <Money amount={entry.amount} currency={entry.currency} />
                    </Table.Td>
                    <Table.Td ta="right">
                      <Money amount={entry.balance_after} currency={entry.currency} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </PagedList>
    </>
  )
}
