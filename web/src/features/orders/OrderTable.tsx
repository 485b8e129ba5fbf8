import { Box, Checkbox, Loader, Text, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from '@/ui/Rows.module.css'
import { walkRows } from '@/ui/rows'
import { Cell } from './cells'
import { type Column, sortable, sums, widths } from './columns'
import { type OrderSearch, type Sort, shownColumns } from './search'
import type { OrderLine } from './types'

export interface Rows {
  orders: OrderLine[]
  search: OrderSearch
  selected: ReadonlySet<number>
  select: (ids: ReadonlySet<number>) => void
  more: () => void
  loading: boolean
  ended: boolean
}

const rowHeight = 46

/** The list as a table; only the rows in sight are in the page. */
export function OrderTable(rows: Rows) {
  const { orders, search, more, loading } = rows
  const shown = shownColumns(search)
  const scroll = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: orders.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const visible = list.getVirtualItems()
  const last = visible.at(-1)?.index ?? 0
  useEffect(() => {
    if (last >= orders.length - 20) more()
  }, [last, orders.length, more])
  const grid = `24px ${shown.map((c) => widths[c]).join(' ')}`
  return (
    <Box ref={scroll} className={classes.scroll} tabIndex={-1}>
      <div
        role="table"
        aria-rowcount={rows.ended ? orders.length : -1}
        className={classes.table}
        style={{ '--columns': grid } as React.CSSProperties}
        onKeyDown={walkRows}
      >
        <Head rows={rows} shown={shown} />
        <div role="rowgroup" style={{ height: list.getTotalSize(), position: 'relative' }}>
          {visible.map((item) => {
            const order = orders[item.index]
            return (
              order && (
                <Row key={order.id} order={order} index={item.index} top={item.start} shown={shown} rows={rows} />
              )
            )
          })}
        </div>
      </div>
      {loading && <Loader size="sm" m="md" />}
    </Box>
  )
}

function Head({ rows: { orders, selected, select, search }, shown }: { rows: Rows; shown: Column[] }) {
  const { t } = useTranslation('orders')
  const all = orders.every((o) => selected.has(o.id))
  return (
    <div role="row" className={classes.head}>
      <div role="columnheader">
        <Checkbox
          size="xs"
          aria-label={t('select_all')}
          checked={all}
          indeterminate={!all && selected.size > 0}
          onChange={() => select(all ? new Set() : new Set(orders.map((o) => o.id)))}
        />
      </div>
      {shown.map((column) => (
        <HeadCell key={column} column={column} search={search} />
      ))}
    </div>
  )
}

function HeadCell({ column, search }: { column: Column; search: OrderSearch }) {
  const { t } = useTranslation('orders')
  const go = useNavigate({ from: '/orders' })
  const sorted = (search.sort ?? 'created_at') === column
  const name = t(`column.${column}`)
  const Arrow = search.ascending ? IconArrowUp : IconArrowDown
  const sort = () =>
    void go({
      replace: true,
      search: ({ ascending: _, ...now }: OrderSearch) => ({
        ...now,
        sort: column as Sort,
        ...(sorted && !search.ascending ? { ascending: true } : {}),
      }),
    })
  return (
    <div
      role="columnheader"
      aria-sort={sorted ? (search.ascending ? 'ascending' : 'descending') : undefined}
      data-end={sums.has(column) || undefined}
    >
      {sortable.has(column) ? (
        <UnstyledButton onClick={sort} className={classes.sort}>
          {name}
          {sorted && <Arrow size={14} aria-hidden />}
        </UnstyledButton>
      ) : (
        <Text span inherit>
          {name}
        </Text>
      )}
    </div>
  )
}

function Row({
  order,
  index,
  top,
  shown,
  rows: { selected, select },
}: {
  order: OrderLine
  index: number
  top: number
  shown: Column[]
  rows: Rows
}) {
  const { t } = useTranslation('orders')
  const toggle = () => {
    const next = new Set(selected)
    if (!next.delete(order.id)) next.add(order.id)
    select(next)
  }
  return (
    <div
      role="row"
      data-row={index}
      aria-rowindex={index + 1}
      className={classes.row}
      data-selected={selected.has(order.id) || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="cell" className={classes.check}>
        <Checkbox
          size="xs"
          aria-label={t('select', { number: order.number })}
          checked={selected.has(order.id)}
          onChange={toggle}
        />
      </div>
      {shown.map((column, i) => (
        <div role="cell" key={column} data-end={sums.has(column) || undefined}>
          {i === 0 ? (
            <Link
              to="/orders/$id"
              params={{ id: String(order.id) }}
              className={classes.link}
              aria-label={t('open', { number: order.number })}
            >
              <Cell order={order} column={column} />
            </Link>
          ) : (
            <Cell order={order} column={column} />
          )}
        </div>
      ))}
    </div>
  )
}
