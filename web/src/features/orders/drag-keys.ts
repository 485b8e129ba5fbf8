import type { KeyboardCoordinateGetter } from '@dnd-kit/core'

/** With the keyboard, arrows carry a card to the next column. */
export const toColumn: KeyboardCoordinateGetter = (event, { context: { droppableRects, collisionRect } }) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.code]
  if (!step || !collisionRect) return undefined
  event.preventDefault()
  const columns = [...droppableRects.values()].sort((a, b) => a.left - b.left)
  const middle = collisionRect.left + collisionRect.width / 2
  const now = columns.findIndex((c) => middle >= c.left && middle <= c.right)
  const next = columns[now + step]
  return next ? { x: next.left + (next.width - collisionRect.width) / 2, y: Math.max(next.top + 48, 60) } : undefined
}
