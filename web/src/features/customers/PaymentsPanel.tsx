import { Badge, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { wayInWords } from '@/features/order/payment-words'
import { AnchorLink } from '@/ui/links'
import classes from '@/ui/MoneyRows.module.css'
import { Panel } from '@/ui/Panel'
import { Money, paymentColours, When } from '@/ui/values'
import { Newest } from './OrdersPanel'
import type { Profile } from './queries'

/** The customer's money, the newest first; it is changed in its order. */
export function PaymentsPanel({ profile: { payments, orders } }: { profile: Profile }) {
  const { t } = useTranslation(['customers', 'order'])
  const { t: words } = useTranslation('order')
  const numbers = new Map(orders.map((order) => [order.id, order.number]))
  return (
    <Panel title={t('payments')}>
      {payments.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('no_payments')}
        </Text>
      ) : (
        <ul className={classes.list}>
          {payments.map((payment) => (
            <li key={payment.id} className={classes.row} data-plain>
              <Text size="sm" fw={550}>
                <Money amount={payment.amount} currency={payment.currency} />
              </Text>
              <Text size="sm" className={classes.what ?? ''}>
                {wayInWords(payment, words)}
                {' · '}
                {payment.order_id ? (
                  <AnchorLink to="/orders/$id" params={{ id: String(payment.order_id) }} inherit underline="always">
                    {numbers.has(payment.order_id)
                      ? t('order_number', { number: numbers.get(payment.order_id) })
                      : t('to_order')}
                  </AnchorLink>
                ) : (
                  t('on_deposit')
                )}
              </Text>
              <Badge
                variant="light"
                color={paymentColours[payment.state]}
                tt="none"
                radius="sm"
                miw="max-content"
                className={classes.state ?? ''}
              >
                {t(`order:payment.state.${payment.state}`)}
              </Badge>
              <Text size="sm" className={classes.when ?? ''}>
                <When at={payment.paid_at ?? payment.created_at} />
              </Text>
            </li>
          ))}
        </ul>
      )}
      <Newest count={payments.length} />
    </Panel>
  )
}
