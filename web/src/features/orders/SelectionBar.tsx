import { Button, Text } from '@mantine/core'
import { IconFileSpreadsheet } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/app/session'
import { money } from '@/format/money'
import { Floating } from '@/ui/Floating'
import { ButtonLink } from '@/ui/links'
import { exportAddress } from './export'
import { type OrderSearch, shownColumns } from './search'
import type { OrderLine } from './types'

/** What one can do with the orders that were ticked. */
export function SelectionBar({
  selected,
  orders,
  search,
  clear,
}: {
  selected: ReadonlySet<number>
  orders: OrderLine[]
  search: OrderSearch
  clear: () => void
}) {
  const { t, i18n } = useTranslation(['orders', 'common'])
  const can = useCan()
  const ids = [...selected]
  const sums = Object.entries(sumsOf(orders.filter((o) => selected.has(o.id))))
  return (
    <Floating shown={ids.length > 0} label={t('selection.label')}>
      <Text size="sm" fw={600}>
        {t('selection.count', { count: ids.length })}
      </Text>
      <Text size="sm" c="dimmed" visibleFrom="sm">
        {sums.map(([currency, sum]) => money(sum, currency, i18n.language)).join(' · ')}
      </Text>
      {can('bulk.change_status') && (
        <ButtonLink size="xs" to="/bulk/new" search={{ kind: 'change_status', ids }}>
          {t('selection.status')}
        </ButtonLink>
      )}
      <Button
        size="xs"
        variant="default"
        component="a"
        href={exportAddress({}, ids, shownColumns(search), i18n.language)}
        download
        leftSection={<IconFileSpreadsheet size={14} />}
      >
        CSV
      </Button>
      <Button size="xs" variant="subtle" onClick={clear}>
        {t('common:action.cancel')}
      </Button>
    </Floating>
  )
}

function sumsOf(orders: OrderLine[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { currency, cost } of orders) sums[currency] = (sums[currency] ?? 0) + cost
  return sums
}
