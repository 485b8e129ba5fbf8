import { Badge, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { Money, paymentColours, When } from '@/ui/values'
import { Newest } from './OrdersPanel'
import type { Profile } from './queries'

/** The customer's money, the newest first; it is changed in its order. */
export function PaymentsPanel({ profile: { payments, orders } }: { profile: Profile }) {
  const { t } = useTranslation(['customers', 'order'])
  const numbers = new Map(orders.map((order) => [order.id, order.number]))
  return (
    <Panel title={t('payments')}>
      {payments.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('no_payments')}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={460}>
          <Table verticalSpacing={6} horizontalSpacing={4}>
            <Table.Tbody>
              {payments.map((payment) => (
                <Table.Tr key={payment.id}>
                  <Table.Td fw={550}>
                    <Money amount={payment.amount} currency={payment.currency} />
                  </Table.Td>
                  <Table.Td>
                    {payment.kind === 'manual'
                      ? t(`order:payment.method.${payment.method as 'cash'}`)
                      : t(`order:payment.kind.${payment.kind}`, { gateway: payment.gateway })}
                  </Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={paymentColours[payment.state]} tt="none">
                      {t(`order:payment.state.${payment.state}`)}
                    </Badge>
                  </Table.Td>
                  <Table.Td>
                    {payment.order_id ? (
                      <AnchorLink to="/orders/$id" params={{ id: String(payment.order_id) }} inherit>
                        {numbers.has(payment.order_id)
                          ? t('order_number', { number: numbers.get(payment.order_id) })
                          : t('to_order')}
                      </AnchorLink>
                    ) : (
                      t('on_deposit')
                    )}
                  </Table.Td>
                  <Table.Td ta="right">
                    <When at={payment.paid_at ?? payment.created_at} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <Newest count={payments.length} />
    </Panel>
  )
}
