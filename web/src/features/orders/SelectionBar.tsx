import { Affix, Button, Group, Paper, Text, Transition } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { money } from '@/format/money'
import { exportAddress } from './export'
import type { OrderLine } from './types'

/** What one can do with the orders that were ticked. */
export function SelectionBar({
  selected,
  orders,
  clear,
}: {
  selected: ReadonlySet<number>
  orders: OrderLine[]
  clear: () => void
}) {
  const { t, i18n } = useTranslation(['orders', 'common'])
  const ids = [...selected]
  const sums = Object.entries(sumsOf(orders.filter((o) => selected.has(o.id))))
  return (
    <Affix position={{ bottom: 20, left: '50%' }} zIndex={150}>
      <Transition transition="slide-up" mounted={ids.length > 0}>
        {(style) => (
          <Paper
            withBorder
            shadow="lg"
            p="xs"
            px="md"
            radius="lg"
            style={{ ...style, translate: '-50%' }}
            role="toolbar"
            aria-label={t('selection.label')}
          >
            <Group gap="sm" wrap="nowrap">
              <Text size="sm" fw={600}>
                {t('selection.count', { count: ids.length })}
              </Text>
              <Text size="sm" c="dimmed" visibleFrom="sm">
                {sums.map(([currency, sum]) => money(sum, currency, i18n.language)).join(' · ')}
              </Text>
              <Button
                size="xs"
                variant="default"
                component="a"
                href={exportAddress({}, ids)}
                download
                leftSection={<IconFileSpreadsheet size={14} />}
              >
                CSV
              </Button>
              <Button size="xs" variant="subtle" onClick={clear}>
                {t('common:action.cancel')}
              </Button>
            </Group>
          </Paper>
        )}
      </Transition>
    </Affix>
  )
}

function sumsOf(orders: OrderLine[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { currency, cost } of orders) sums[currency] = (sums[currency] ?? 0) + cost
  return sums
}
