import { Anchor, Badge, Group, Stack, Text } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Schemas } from '@/api/client'
import { AnchorLink } from '@/ui/links'
import { Panel } from '@/ui/Panel'
import { When } from '@/ui/values'
import { Newest } from './OrdersPanel'
import type { Profile } from './queries'

type Purchase = Schemas['Purchase']

const colours = { active: 'green', not_started: 'blue', ended: 'gray', cancelled: 'gray' } as const

/** What the customer may open, and until when (CUS-3). */
export function PurchasesPanel({ profile: { purchases, orders } }: { profile: Profile }) {
  const { t } = useTranslation('customers')
  const numbers = new Map(orders.map((order) => [order.id, order.number]))
  return (
    <Panel title={t('purchases')}>
      {purchases.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('no_purchases')}
        </Text>
      ) : (
        <Stack gap="sm">
          {purchases.map((purchase) => (
            <Line key={purchase.id} purchase={purchase} number={numbers.get(purchase.order_id)} />
          ))}
        </Stack>
      )}
      <Newest count={purchases.length} />
    </Panel>
  )
}

function Line({ purchase, number }: { purchase: Purchase; number: number | undefined }) {
  const { t } = useTranslation('customers')
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Group gap={6}>
          <Text fw={550} size="sm">
            {purchase.title}
          </Text>
          <Badge variant="light" color={colours[purchase.status]} tt="none">
            {t(`purchase.${purchase.status}`)}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          <Access purchase={purchase} />
        </Text>
      </div>
      <Group gap="sm" wrap="nowrap">
        <AnchorLink to="/orders/$id" params={{ id: String(purchase.order_id) }} size="sm">
          {number === undefined ? t('to_order') : t('order_number', { number })}
        </AnchorLink>
        <Anchor
          href={purchase.link}
          target="_blank"
          rel="noopener noreferrer"
          size="sm"
          aria-label={t('purchase.page')}
        >
          <IconExternalLink size={16} aria-hidden />
        </Anchor>
      </Group>
    </Group>
  )
}

/** When access begins and ends. */
function Access({ purchase: { starts_at, ends_at } }: { purchase: Purchase }) {
  const { t } = useTranslation('customers')
  return (
    <>
      {starts_at ? (
        <>
          {t('purchase.from')} <When at={starts_at} />
        </>
      ) : (
        t('purchase.unpaid')
      )}
      {', '}
      {ends_at ? (
        <>
          {t('purchase.until')} <When at={ends_at} />
        </>
      ) : (
        t('purchase.forever')
      )}
    </>
  )
}
