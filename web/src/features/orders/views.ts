import { dayOf } from '@/format/zone'
import { type OrderSearch, readSearch, wishOf } from './search'
import type { OrderView } from './types'

/** The list's wish as a view keeps it. */
export function viewOf(search: OrderSearch, timeZone: string): OrderView['query'] {
  const { filter: _, ...plain } = wishOf(search, timeZone)
  return { ...plain, ...(search.rule ? { filter: search.rule } : {}) }
}

/** The address of the list that shows a view. */
export function searchOf({ id, query, columns }: OrderView, timeZone: string): OrderSearch {
  return readSearch({
    ...query,
    rule: query.filter,
    manager: query.manager_id,
    stage: query.stage_id,
    board: query.board_id,
    customer: query.customer_id,
    from: query.created_from && dayOf(Date.parse(query.created_from), timeZone),
    to: query.created_to && dayOf(Date.parse(query.created_to) - 1, timeZone),
    columns,
    view: id,
  })
}
