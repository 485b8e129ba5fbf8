import { type Status, statuses } from '@/ui/values'

/** What the address of the list says: it can be sent to a colleague. */
export interface OrderSearch {
  search?: string
  status?: Status[]
  sort?: 'created_at' | 'cost' | 'updated_at'
  ascending?: boolean
}

const sorts = ['created_at', 'cost', 'updated_at'] as const

export function readSearch(raw: Record<string, unknown>): OrderSearch {
  const found: OrderSearch = {}
  if (typeof raw.search === 'string' && raw.search !== '') found.search = raw.search.slice(0, 200)
  const wanted = Array.isArray(raw.status) ? raw.status : [raw.status]
  const known = statuses.filter((s) => wanted.includes(s))
  if (known.length > 0) found.status = known
  const sort = sorts.find((s) => s === raw.sort)
  if (sort) found.sort = sort
  if (raw.ascending === true) found.ascending = true
  return found
}
