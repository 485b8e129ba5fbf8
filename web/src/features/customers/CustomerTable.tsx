import { Box, Loader, Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from '@/ui/Rows.module.css'
import { walkRows } from '@/ui/rows'
import { Tags } from '@/ui/Tags'
import { When } from '@/ui/values'
import { Dash, LastOrder, Paid } from './cells'
import type { CustomerLine } from './queries'

export interface CustomerRows {
  customers: CustomerLine[]
  more: () => void
  loading: boolean
  ended: boolean
}

const rowHeight = 46
const grid = 'minmax(190px, 1.6fr) 140px 72px minmax(110px, 0.7fr) 132px minmax(150px, 1.2fr) 132px'
const columns = ['name', 'phone', 'orders', 'paid', 'last_order', 'tags', 'since'] as const
const sums: ReadonlySet<string> = new Set(['orders', 'paid'])

/** The base as a table; only the rows in sight are in the page. */
export function CustomerTable({ customers, more, loading, ended }: CustomerRows) {
  const { t } = useTranslation('customers')
  const scroll = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: customers.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const visible = list.getVirtualItems()
  const last = visible.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= customers.length - 20) more()
  }, [last, customers.length, more])
  return (
    <Box ref={scroll} className={classes.scroll} tabIndex={-1}>
      <div
        role="table"
        aria-label={t('title')}
        aria-rowcount={ended ? customers.length : -1}
        className={classes.table}
        style={{ '--columns': grid, '--gap': '20px' } as React.CSSProperties}
        onKeyDown={walkRows}
      >
        <div role="row" className={classes.head}>
          {columns.map((column) => (
            <div role="columnheader" key={column} data-end={sums.has(column) || undefined}>
              {t(`column.${column}`)}
            </div>
          ))}
        </div>
        <div role="rowgroup" style={{ height: list.getTotalSize(), position: 'relative' }}>
          {visible.map(({ index, start }) => {
            const customer = customers[index]
            return customer && <Row key={customer.id} customer={customer} index={index} top={start} />
          })}
        </div>
      </div>
      {loading && <Loader size="sm" m="md" />}
    </Box>
  )
}

function Row({ customer, index, top }: { customer: CustomerLine; index: number; top: number }) {
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 1}
      className={classes.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="cell">
        <Link to="/customers/$id" params={{ id: String(customer.id) }} className={classes.link}>
          <Text size="sm" fw={550} className="clipped">
            {customer.name || customer.email}
          </Text>
          {customer.name && (
            <Text size="xs" c="dimmed" className="clipped">
              {customer.email}
            </Text>
          )}
        </Link>
      </div>
      <div role="cell" className="numbers clipped">
        {customer.phone || <Dash />}
      </div>
      <div role="cell" data-end className="numbers">
        {customer.orders || <Dash />}
      </div>
      <div role="cell" data-end>
        <Paid sums={customer.paid} />
      </div>
      <div role="cell">
        <LastOrder at={customer.last_order_at} />
      </div>
      <div role="cell">
        <Tags tags={customer.tags} />
      </div>
      <div role="cell">
        <When at={customer.created_at} />
      </div>
    </div>
  )
}
