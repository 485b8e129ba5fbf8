import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { Money, StatusBadge, When } from '@/ui/values'
import type { Profile } from './queries'

/** The customer's newest orders. */
export function OrdersPanel({ profile }: { profile: Profile }) {
  const { t } = useTranslation('customers')
  const { orders } = profile
  return (
    <Panel
      title={t('orders')}
      actions={
        orders.length > 0 && (
          <AnchorLink to="/orders" search={{ customer: profile.id }} size="sm">
            {t('in_list')}
          </AnchorLink>
        )
      }
    >
      {orders.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('no_orders')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={280}>
          <Table verticalSpacing={6} horizontalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('order.number')}</Table.Th>
                <Table.Th visibleFrom="sm">{t('order.created')}</Table.Th>
                <Table.Th>{t('order.status')}</Table.Th>
                <Table.Th ta="right">{t('order.cost')}</Table.Th>
                <Table.Th ta="right" visibleFrom="sm">
                  {t('order.left')}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {orders.map((order) => (
                <Table.Tr key={order.id}>
                  <Table.Td fw={550}>
                    <AnchorLink to="/orders/$id" params={{ id: String(order.id) }} inherit>
                      {order.number}
                    </AnchorLink>
                  </Table.Td>
                  <Table.Td visibleFrom="sm">
                    <When at={order.created_at} />
                  </Table.Td>
                  <Table.Td>
                    <StatusBadge status={order.status} />
                  </Table.Td>
                  <Table.Td ta="right">
                    <Money amount={order.cost} currency={order.currency} />
                  </Table.Td>
                  <Table.Td ta="right" visibleFrom="sm">
                    {order.awaited > 0 ? <Money amount={order.awaited} currency={order.currency} /> : '—'}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Newest count={orders.length} />
    </Panel>
  )
}

/** How many of the newest rows of each kind a profile holds. */
export const profileRows = 50

/** Says that there may be older rows. */
export function Newest({ count }: { count: number }) {
  const { t } = useTranslation('customers')
  if (count < profileRows) return null
  return (
    <Text size="xs" c="dimmed" mt="xs">
      {t('newest', { count })}
    </Text>
  )
}
