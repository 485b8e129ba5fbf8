import { dayOf } from '@/format/zone'
import { asFilter, type OrderSearch, readSearch } from './search'
import type { OrderView } from './types'

/** The list's wish as a view keeps it. */
export function viewOf(search: OrderSearch, timeZone: string): OrderView['query'] {
  const { filter: _, ...plain } = asFilter(search, timeZone)
  return {
    ...plain,
    ...(search.rule ? { filter: search.rule } : {}),
    ...(search.sort ? { sort: search.sort } : {}),
    ...(search.ascending ? { ascending: true } : {}),
  }
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
