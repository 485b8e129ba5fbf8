import { useDroppable } from '@dnd-kit/core'
import { ColorSwatch, Group, Loader, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { money } from '@/format/money'
import { Failure } from '@/ui/states'
import classes from './Board.module.css'
import { BoardCard } from './BoardCard'
import { boardCards } from './queries'
import type { BoardColumns, BoardCard as Card, OrderFilter } from './types'

type Column = BoardColumns['columns'][number]

interface Props {
  board: number
  column: Column
  stages: Column[]
  filter: OrderFilter
  move: (card: Card, stage: number) => void
  held: Card | undefined
}

/** One stage with its cards; only those in sight are in the page. */
export function BoardColumn({ board, column, stages, filter, move, held }: Props) {
  const { stage } = column
  const pages = useInfiniteQuery(boardCards(board, stage.id, filter))
  const { setNodeRef, isOver } = useDroppable({ id: stage.id })
  const scroll = useRef<HTMLDivElement>(null)
  const cards = pages.data?.pages.flatMap((page) => page.items) ?? []
  const list = useVirtualizer({
    count: cards.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 122,
    overscan: 4,
    getItemKey: (i) => cards[i]?.id ?? i,
  })
  const visible = list.getVirtualItems()
  const last = visible.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= cards.length - 15) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, cards.length])
  return (
    <section
      ref={setNodeRef}
      className={classes.column}
      data-over={(isOver && held?.stage_id !== stage.id) || undefined}
      aria-label={stage.title}
    >
      <ColumnHead column={column} />
      {pages.error && <Failure error={pages.error} retry={() => void pages.refetch()} />}
      <div ref={scroll} className={classes.cards}>
        <div style={{ height: list.getTotalSize(), position: 'relative' }}>
          {visible.map((item) => {
            const card = cards[item.index]
            return (
              card && (
                <div
                  key={card.id}
                  ref={list.measureElement}
                  data-index={item.index}
                  className={classes.place}
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <BoardCard card={card} stages={stages} move={move} />
                </div>
              )
            )
          })}
        </div>
        {isFetchingNextPage && <Loader size="xs" mx="auto" my="xs" />}
      </div>
    </section>
  )
}

function ColumnHead({ column: { stage, count, totals } }: { column: Column }) {
  const { t, i18n } = useTranslation('orders')
  return (
    <header className={classes.columnHead}>
      <Group gap={8} wrap="nowrap">
        <ColorSwatch color={stage.color} size={10} withShadow={false} aria-hidden />
        <Text fw={600} size="sm" className="clipped" component="h2">
          {stage.title}
        </Text>
        <Text size="sm" c="dimmed" className="numbers" aria-label={t('count', { count })}>
          {count}
        </Text>
      </Group>
      <Text size="xs" c="dimmed" className="numbers">
        {totals.map((total) => money(total.cost, total.currency, i18n.language)).join(' · ') || '—'}
      </Text>
    </header>
  )
}
