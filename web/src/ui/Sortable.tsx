import {
  DndContext,
  type DragEndEvent,
  PointerSensor,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core'
import { ActionIcon, Group, VisuallyHidden } from '@mantine/core'
import { IconGripVertical } from '@tabler/icons-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

interface Props<T> {
  items: T[]
  keyOf: (item: T) => string
  /** What the item is called, for those who hear the page. */
  nameOf: (item: T) => string
  onChange: (items: T[]) => void
  children: (item: T, index: number) => ReactNode
  locked?: boolean
}

/** A list whose rows are put in order by dragging, or with the arrow keys on their handles. */
export function Sortable<T>({ items, keyOf, nameOf, onChange, children, locked = false }: Props<T>) {
  const { t } = useTranslation('common')
  const [said, say] = useState('')
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 150, tolerance: 8 } }),
  )
  const move = (from: number, to: number) => {
    const item = items[from]
    if (!item || to < 0 || to >= items.length || from === to) return
    onChange(items.toSpliced(from, 1).toSpliced(to, 0, item))
    say(t('sort.moved', { name: nameOf(item), place: to + 1, of: items.length }))
  }
  const drop = ({ active, over }: DragEndEvent) => {
    const place = (key: unknown) => items.findIndex((item) => keyOf(item) === key)
    if (over) move(place(active.id), place(over.id))
  }
  return (
    <DndContext sensors={sensors} onDragEnd={drop}>
      <div role="list">
        {items.map((item, i) => (
          <Row
            key={keyOf(item)}
            id={keyOf(item)}
            name={nameOf(item)}
            locked={locked}
            onStep={(step) => move(i, i + step)}
          >
            {children(item, i)}
          </Row>
        ))}
      </div>
      <VisuallyHidden aria-live="polite">{said}</VisuallyHidden>
    </DndContext>
  )
}

interface RowProps {
  id: string
  name: string
  locked: boolean
  onStep: (step: number) => void
  children: ReactNode
}

function Row({ id, name, locked, onStep, children }: RowProps) {
  const { t } = useTranslation('common')
  const drag = useDraggable({ id, disabled: locked })
  const { isOver, setNodeRef } = useDroppable({ id })
  const step = (event: KeyboardEvent) => {
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!way) return
    event.preventDefault()
    onStep(way)
  }
  return (
    <Group
      role="listitem"
      ref={(node) => {
        drag.setNodeRef(node)
        setNodeRef(node)
      }}
      wrap="nowrap"
      gap="xs"
      py={6}
      style={{
        borderBottom: `1px solid var(${isOver && !drag.isDragging ? '--mantine-primary-color-filled' : '--mantine-color-default-border'})`,
        ...(drag.transform
          ? {
              transform: `translateY(${drag.transform.y}px)`,
              position: 'relative',
              zIndex: 2,
              background: 'var(--mantine-color-body)',
            }
          : {}),
      }}
    >
      {!locked && (
        <ActionIcon
          variant="subtle"
          color="gray"
          style={{ cursor: 'grab', touchAction: 'none' }}
          {...drag.listeners}
          aria-label={t('sort.handle', { name })}
          title={t('sort.how')}
          onKeyDown={step}
        >
          <IconGripVertical size={16} />
        </ActionIcon>
      )}
      {children}
    </Group>
  )
}
