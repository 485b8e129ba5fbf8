import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CardLink } from '@/ui/links'
import { Money, StatusBadge, When } from '@/ui/values'
import type { Rows } from './OrderTable'
import type { OrderLine } from './types'

/** The list on a phone: one card an order. */
export function OrderCards({ orders, more, loading, ended }: Rows) {
  const { t } = useTranslation('common')
  return (
    <Stack gap="xs">
      {orders.map((order) => (
        <OrderCard key={order.id} order={order} />
      ))}
      {!ended && (
        <Button variant="default" loading={loading} onClick={more}>
          {t('action.more')}
        </Button>
      )}
    </Stack>
  )
}

function OrderCard({ order }: { order: OrderLine }) {
  return (
    <CardLink withBorder padding="sm" to="/orders/$id" params={{ id: String(order.id) }} c="var(--mantine-color-text)">
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Text fw={600} className="numbers">
          {order.number}
        </Text>
        <StatusBadge status={order.status} />
      </Group>
      <Text size="sm" className="clipped">
        {order.customer.name || order.customer.email}
      </Text>
      <Text size="sm" c="dimmed" className="clipped">
        {order.item_titles.join(', ')}
      </Text>
      <Group justify="space-between" mt={6}>
        <Text fw={600}>
          <Money amount={order.cost} currency={order.currency} />
        </Text>
        <Text size="xs" c="dimmed">
          <When at={order.created_at} />
        </Text>
      </Group>
    </CardLink>
  )
}
