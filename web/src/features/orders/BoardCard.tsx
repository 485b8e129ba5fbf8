import { useDraggable } from '@dnd-kit/core'
import { ActionIcon, Group, Menu, Paper, Text } from '@mantine/core'
import { useMergedRef } from '@mantine/hooks'
import { IconAlertTriangle, IconBolt, IconDots } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { createContext, memo, type RefObject, use, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Money, StatusBadge, When } from '@/ui/values'
import classes from './Board.module.css'
import type { BoardColumns, BoardCard as Card } from './types'

interface Props {
  card: Card
  stages: BoardColumns['columns']
  move: (card: Card, stage: number) => void
}

/** The card that was moved last, by id, until something else is done on the board. */
export const Carried = createContext<RefObject<number | undefined>>({ current: undefined })

/** A card that is moved goes away in one column and comes in another: the focus that was lost with it is its own again. */
function useFocusKept(id: number) {
  const place = useRef<HTMLDivElement>(null)
  const carried = use(Carried)
  useEffect(() => {
    if (carried.current === id && document.activeElement === document.body)
      place.current?.focus({ preventScroll: true })
  }, [carried, id])
  return place
}

/** A card that can be carried to another stage. */
export const BoardCard = memo(function BoardCard({ card, stages, move }: Props) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: `card-${card.id}`, data: card })
  const { t } = useTranslation('orders')
  const ref = useMergedRef(setNodeRef, useFocusKept(card.id))
  return (
    <div
      ref={ref}
      {...attributes}
      {...listeners}
      role="group"
      aria-label={t('card', { number: card.number, customer: card.customer.name })}
      className={classes.card}
      data-away={isDragging || undefined}
    >
      <CardFace
        card={card}
        menu={
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t('move.menu', { number: card.number })}
                onPointerDown={(e) => e.stopPropagation()}
                onKeyDown={(e) => e.stopPropagation()}
              >
                <IconDots size={15} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown onPointerDown={(e) => e.stopPropagation()} onKeyDown={(e) => e.stopPropagation()}>
              <Menu.Label>{t('move.to')}</Menu.Label>
              {stages.map(({ stage }) => (
                <Menu.Item key={stage.id} disabled={stage.id === card.stage_id} onClick={() => move(card, stage.id)}>
                  {stage.title}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        }
      />
    </div>
  )
})

/** What a card says: number, customer, sum, what is left, manager, tags, age. */
export function CardFace({ card, menu, lifted }: { card: Card; menu?: React.ReactNode; lifted?: boolean }) {
  const { t } = useTranslation('orders')
  return (
    <Paper withBorder p="xs" radius="md" shadow={lifted ? 'lg' : 'none'} className={classes.face ?? ''}>
      <Group justify="space-between" wrap="nowrap" gap={6}>
        <Group gap={6} wrap="nowrap" miw={0}>
          <Link to="/orders/$id" params={{ id: String(card.id) }} className={classes.number ?? ''} draggable={false}>
            {card.number}
          </Link>
          {card.open_decision && (
            <IconAlertTriangle size={14} color="var(--mantine-color-orange-6)" aria-label={t('decide')} />
          )}
        </Group>
        <Group gap={2} wrap="nowrap">
          <StatusBadge status={card.status} />
          {menu}
        </Group>
      </Group>
      <Text size="sm" className="clipped" mt={2}>
        {card.customer.name || `#${card.customer.id}`}
      </Text>
      <Text size="xs" c="dimmed" className="clipped">
        {card.item_titles.join(', ')}
      </Text>
      <Group justify="space-between" mt={4} gap={6} wrap="nowrap">
        <Text size="sm" fw={600}>
          <Money amount={card.cost} currency={card.currency} />
        </Text>
        {card.awaited > 0 && card.awaited < card.cost && (
          <Text size="xs" c="dimmed">
            {t('left')} <Money amount={card.awaited} currency={card.currency} />
          </Text>
        )}
      </Group>
      <Group justify="space-between" mt={2} gap={6} wrap="nowrap">
        <Text size="xs" c="dimmed" className="clipped">
          {[card.manager_name, ...card.tags].filter(Boolean).join(' · ')}
        </Text>
        <Group gap={3} wrap="nowrap">
          {card.next_action_at && <IconBolt size={12} aria-label={t('column.next_action_at')} />}
          <Text size="xs" c="dimmed" className="numbers">
            <When at={card.created_at} relative />
          </Text>
        </Group>
      </Group>
    </Paper>
  )
}
