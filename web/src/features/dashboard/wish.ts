import type { operations } from '@/api/generated/schema'

export const breakdowns = ['time', 'offer', 'manager', 'source'] as const
export type Breakdown = (typeof breakdowns)[number]

/** What the address of the dashboard says. */
export interface Wish {
  from?: string
  to?: string
  by?: Breakdown
  offer?: number
  manager?: number
  board?: number
}

type Asked = NonNullable<operations['get-dashboard']['parameters']['query']>

const date = /^\d{4}-\d{2}-\d{2}$/

/** Reads an address that anybody may have typed: what is not understood is left out. */
export function readWish(raw: Record<string, unknown>): Wish {
  const found: Wish = {}
  for (const key of ['from', 'to'] as const) {
    const day = raw[key]
    if (typeof day === 'string' && date.test(day)) found[key] = day
  }
  const by = breakdowns.find((b) => b === raw.by)
  if (by && by !== 'time') found.by = by
  for (const key of ['offer', 'manager', 'board'] as const) {
    const id = Number(raw[key])
    if (Number.isSafeInteger(id) && id > 0) found[key] = id
  }
  return found
}

/** The rule that narrows every figure. */
function narrowing({ offer, manager }: Wish): { filter?: string } {
  const all = [
    ...(offer ? [{ field: 'order.offer_id', op: 'contains', value: offer }] : []),
    ...(manager ? [{ field: 'order.manager_id', op: 'is', value: manager }] : []),
  ]
  return all.length > 0 ? { filter: JSON.stringify({ all }) } : {}
}

/** The period and the narrowing in the API's words. */
export function asked(wish: Wish): Pick<Asked, 'from' | 'to' | 'filter'> {
  return { ...(wish.from ? { from: wish.from } : {}), ...(wish.to ? { to: wish.to } : {}), ...narrowing(wish) }
}

/** Without the period, for what is about now. */
export function askedNow(wish: Wish): Pick<Asked, 'filter'> {
  return narrowing(wish)
}

/** Days of a short period, weeks of a longer one, months of a long one: a plot of some dozens of bars. */
export function stretchOf({ from, to }: Wish): 'day' | 'week' | 'month' {
  if (!from || !to) return 'day'
  const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1
  if (days <= 45) return 'day'
  return days <= 250 ? 'week' : 'month'
}

/** The rows to ask for. */
export function rowsOf(wish: Wish): NonNullable<Asked['by']> {
  return !wish.by || wish.by === 'time' ? stretchOf(wish) : wish.by
}
