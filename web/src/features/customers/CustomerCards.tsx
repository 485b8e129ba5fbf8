import { Button, Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { CardLink } from '@/ui/links'
import { Tags } from '@/ui/Tags'
import type { CustomerRows } from './CustomerTable'
import { LastOrder, Paid } from './cells'

/** The list on a phone: one card a customer. */
export function CustomerCards({ customers, more, loading, ended }: CustomerRows) {
  const { t } = useTranslation(['customers', 'common'])
  return (
    <Stack gap="xs">
      {customers.map((customer) => (
        <CardLink
          key={customer.id}
          withBorder
          padding="sm"
          to="/customers/$id"
          params={{ id: String(customer.id) }}
          c="var(--mantine-color-text)"
        >
          <Text fw={600} className="clipped">
            {customer.name || customer.email}
          </Text>
          {[customer.name && customer.email, customer.phone].filter(Boolean).map((contact) => (
            <Text key={contact} size="sm" c="dimmed" className="clipped">
              {contact}
            </Text>
          ))}
          {customer.tags.length > 0 && <Tags tags={customer.tags} most={2} />}
          {customer.orders > 0 && (
            <Group justify="space-between" mt={6} wrap="nowrap">
              <Text size="sm">
                {t('orders_count', { count: customer.orders })}
                {customer.paid.some((sum) => sum.amount > 0) && (
                  <>
                    {' · '}
                    <Paid sums={customer.paid} />
                  </>
                )}
              </Text>
              <Text size="xs" c="dimmed">
                <LastOrder at={customer.last_order_at} />
              </Text>
            </Group>
          )}
        </CardLink>
      ))}
      {!ended && (
        <Button variant="default" loading={loading} onClick={more}>
          {t('common:action.more')}
        </Button>
      )}
    </Stack>
  )
}
