import type { KeyboardEvent } from 'react'

/** In a list whose rows are virtual, arrow keys go from row to row. */
export function walkRows(event: KeyboardEvent) {
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key]
  const row = (event.target as HTMLElement).closest('[data-row]')
  if (!step || !row) return
  const next = row.parentElement?.querySelector<HTMLElement>(
    `[data-row="${Number(row.getAttribute('data-row')) + step}"] a`,
  )
  if (next) {
    event.preventDefault()
    next.focus()
  }
}
