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
import { VisuallyHidden } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Board.module.css'
import { CardFace, Carried } from './BoardCard'
import { BoardColumn } from './BoardColumn'
import { toColumn } from './drag-keys'
import type { BoardCard, BoardColumns, OrderFilter } from './types'
import { titleOf, useMove } from './useMove'

/** Whether a card was let go over another stage than its own. */
function elsewhere({ data }: DragEndEvent['active'], over: DragEndEvent['over']): boolean {
  return over !== null && over.id !== (data.current as BoardCard).stage_id
}

/** The columns of a board; a card goes to another stage by drag, by keyboard, or by its menu. */
export function Board({ data, filter }: { data: BoardColumns; filter: OrderFilter }) {
  const { t } = useTranslation('orders')
  const [held, hold] = useState<BoardCard>()
  const { move: send, outcome } = useMove(data, filter)
  const carried = useRef<number | undefined>(undefined)
  const move = (card: BoardCard, stage: number) => {
    carried.current = card.id
    send(card, stage)
  }
  const leave = () => {
    carried.current = undefined
  }
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: toColumn }),
  )
  const title = (stage: unknown) => titleOf(data, stage)
  const announcements = {
    onDragStart: () => t('drag.start'),
    onDragOver: ({ over }: { over: { id: unknown } | null }) => (over ? t('drag.over', { stage: title(over.id) }) : ''),
    onDragEnd: ({ active, over }: DragEndEvent) =>
      elsewhere(active, over) ? t('drag.moving', { stage: title(over?.id) }) : t('drag.cancel'),
    onDragCancel: () => t('drag.cancel'),
  }
  const drop = ({ active, over }: DragEndEvent) => {
    hold(undefined)
    if (elsewhere(active, over)) move(active.data.current as BoardCard, Number(over?.id))
  }
  return (
    <DndContext
      sensors={sensors}
      onDragStart={({ active }) => hold(active.data.current as BoardCard)}
      onDragCancel={() => hold(undefined)}
      onDragEnd={drop}
      accessibility={{ announcements, screenReaderInstructions: { draggable: t('drag.how') } }}
    >
      <section
        className={classes.board}
        aria-label={data.board.title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an empty board on a phone holds nothing else that takes the keys to scroll it
        tabIndex={0}
        onPointerDownCapture={leave}
        onKeyDownCapture={leave}
      >
        <Carried value={carried}>
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
        </Carried>
      </section>
      <VisuallyHidden role="status">{outcome}</VisuallyHidden>
      <DragOverlay dropAnimation={null}>{held && <CardFace card={held} lifted />}</DragOverlay>
    </DndContext>
  )
}
