import {
  DndContext,
  type DragEndEvent,
  DragOverlay,
  KeyboardSensor,
  PointerSensor,
  TouchSensor,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Board.module.css'
import { CardFace } from './BoardCard'
import { BoardColumn } from './BoardColumn'
import { toColumn } from './drag-keys'
import type { BoardCard, BoardColumns, OrderFilter } from './types'
import { useMove } from './useMove'

/** The columns of a board; a card goes to another stage by drag, by keyboard, or by its menu. */
export function Board({ data, filter }: { data: BoardColumns; filter: OrderFilter }) {
  const { t } = useTranslation('orders')
  const [held, hold] = useState<BoardCard>()
  const move = useMove(data, filter)
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: toColumn }),
  )
  const title = (stage: unknown) => data.columns.find((c) => c.stage.id === stage)?.stage.title ?? ''
  const announcements = {
    onDragStart: () => t('drag.start'),
    onDragOver: ({ over }: { over: { id: unknown } | null }) => (over ? t('drag.over', { stage: title(over.id) }) : ''),
    onDragEnd: ({ over }: { over: { id: unknown } | null }) =>
      over ? t('drag.end', { stage: title(over.id) }) : t('drag.cancel'),
    onDragCancel: () => t('drag.cancel'),
  }
  const drop = ({ active, over }: DragEndEvent) => {
    const card = active.data.current as BoardCard
    hold(undefined)
    if (over && over.id !== card.stage_id) move(card, Number(over.id))
  }
  return (
    <DndContext
      sensors={sensors}
      onDragStart={({ active }) => hold(active.data.current as BoardCard)}
      onDragCancel={() => hold(undefined)}
      onDragEnd={drop}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('drag.how') } }}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an empty board on a phone holds nothing else that takes the keys to scroll it */}
      <section className={classes.board} aria-label={data.board.title} tabIndex={0}>
        {data.columns.map((column) => (
          <BoardColumn
            key={column.stage.id}
            board={data.board.id}
            column={column}
            stages={data.columns}
            filter={filter}
            move={move}
            held={held}
          />
        ))}
      </section>
      <DragOverlay dropAnimation={null}>{held && <CardFace card={held} lifted />}</DragOverlay>
    </DndContext>
  )
}
