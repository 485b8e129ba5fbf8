import { Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { money } from '@/format/money'
import { orderSummary } from './queries'
import type { OrderFilter } from './types'

/** How many orders the filter finds, and what they come to. */
export function Totals({ filter }: { filter: OrderFilter }) {
  const { t, i18n } = useTranslation('orders')
  const { data } = useQuery(orderSummary(filter))
  if (!data) return <Text size="sm" h={22} mb="xs" />
  const sum = (amount: number, currency: string) => money(amount, currency, i18n.language)
  return (
    <Group gap="4px 16px" mb="xs" mih={22} aria-live="polite">
      <Text size="sm" c="dimmed">
        {data.approximate && '≈ '}
        {t('count', { count: data.count })}
      </Text>
      {data.totals.map((totals) => (
        <Text key={totals.currency} size="sm" c="dimmed" style={{ fontVariantNumeric: 'tabular-nums' }}>
          {t('totals', {
            cost: sum(totals.cost, totals.currency),
            paid: sum(totals.paid, totals.currency),
            awaited: sum(totals.awaited, totals.currency),
          })}
        </Text>
      ))}
    </Group>
  )
}
