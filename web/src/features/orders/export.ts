import type { Column } from './columns'
import type { OrderFilter } from './types'

/** The address of the CSV of a filter, or of a selection; a plain link downloads it. */
export function exportAddress(
  filter: OrderFilter,
  ids: number[] = [],
  columns: Column[] = [],
  language?: string,
): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(filter))
    query.set(key, Array.isArray(value) ? value.join(',') : String(value))
  if (ids.length > 0) query.set('ids', ids.join(','))
  if (columns.length > 0) query.set('columns', columns.join(','))
  if (language) query.set('language', language)
  return `/api/v1/orders/export.csv?${query}`
}
