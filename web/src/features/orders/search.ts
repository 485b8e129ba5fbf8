import { dayStart } from '@/format/zone'
import { type Status, statuses } from '@/ui/values'
import { type Column, columns, defaultColumns } from './columns'
import type { OrderFilter } from './types'

/** What the address of the list and of the board says: it can be sent to a colleague. */
export interface OrderSearch {
  search?: string
  status?: Status[]
  manager?: number
  stage?: number
  board?: number
  customer?: number
  from?: string
  to?: string
  /** A rule of segments about orders. */
  rule?: object
  sort?: Sort
  ascending?: boolean
  columns?: Column[]
  view?: number
}

export const sorts = [
  'created_at',
  'number',
  'updated_at',
  'status_changed_at',
  'paid_at',
  'completed_at',
  'cost',
  'paid',
  'left',
  'status',
  'customer',
  'manager',
  'stage',
] as const
export type Sort = (typeof sorts)[number]

const date = /^\d{4}-\d{2}-\d{2}$/

/** Reads an address that anybody may have typed: what is not understood is left out. */
export function readSearch(raw: Record<string, unknown>): OrderSearch {
  const found: OrderSearch = {}
  const text = raw.search
  if ((typeof text === 'string' && text !== '') || typeof text === 'number') found.search = String(text).slice(0, 200)
  const known = statuses.filter((s) => listed(raw.status).includes(s))
  if (known.length > 0) found.status = known
  for (const key of ['manager', 'stage', 'board', 'customer', 'view'] as const) {
    const id = Number(raw[key])
    if (Number.isSafeInteger(id) && id > 0) found[key] = id
  }
  if (typeof raw.from === 'string' && date.test(raw.from)) found.from = raw.from
  if (typeof raw.to === 'string' && date.test(raw.to)) found.to = raw.to
  if (typeof raw.rule === 'object' && raw.rule !== null) found.rule = raw.rule
  const sort = sorts.find((s) => s === raw.sort)
  if (sort) found.sort = sort
  if (raw.ascending === true) found.ascending = true
  const shown = columns.filter((c) => listed(raw.columns).includes(c))
  if (shown.length > 0) found.columns = shown
  return found
}

/** What of the list's wish a board understands. */
export function boardSearch({ search, manager, from, to, rule }: OrderSearch): OrderSearch {
  return readSearch({ search, manager, from, to, rule })
}

function listed(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

/** The columns to show, number first. */
export function shownColumns(search: OrderSearch): Column[] {
  return search.columns ?? defaultColumns
}

/** Whether anything narrows the list. */
export function narrowed({ sort: _, ascending: __, columns: ___, view: ____, ...rest }: OrderSearch): boolean {
  return Object.keys(rest).length > 0
}

/** The same wish in the API's words; days begin in the school's time zone. */
export function asFilter(search: OrderSearch, timeZone: string): OrderFilter {
  return {
    ...(search.search ? { search: search.search } : {}),
    ...(search.status ? { status: search.status } : {}),
    ...(search.manager ? { manager_id: search.manager } : {}),
    ...(search.stage ? { stage_id: search.stage } : {}),
    ...(search.board ? { board_id: search.board } : {}),
    ...(search.customer ? { customer_id: search.customer } : {}),
    ...(search.from ? { created_from: dayStart(search.from, timeZone) } : {}),
    ...(search.to ? { created_to: dayStart(nextDay(search.to), timeZone) } : {}),
    ...(search.rule ? { filter: JSON.stringify(search.rule) } : {}),
  }
}

/** What the list asks the API for: the filter, and the sorting. */
export function wishOf(search: OrderSearch, timeZone: string): OrderFilter & { sort?: Sort; ascending?: boolean } {
  return {
    ...asFilter(search, timeZone),
    ...(search.sort ? { sort: search.sort } : {}),
    ...(search.ascending ? { ascending: true } : {}),
  }
}

/** The day after a day. */
export function nextDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + 1)
  return date.toISOString().slice(0, 10)
}

export { dayOf, dayStart } from '@/format/zone'
